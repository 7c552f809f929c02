import AWS
import HTTPTypes
import ObjectStorage
import ObjectStorageConformance
import Testing

@testable import AWSServices

@Suite("S3ObjectStore on servers that speak S3", .timeLimit(.minutes(15)))
struct LiveS3Tests {
    /// A store in a bucket of its own.
    private static func store(_ server: LiveServer) async throws -> S3ObjectStore {
        let name = LiveServer.newName()
        _ = try await AWSClient(.s3, server.configuration).answer(to: AWSRequest("CreateBucket", .put, bucket: name))
        var store = S3ObjectStore(name, server.configuration)
        // Small, so that objects of a few megabytes are sent in parts.
        (store.singlePutLimit, store.partSize) = (12 << 20, PartPlan.least)
        return store
    }

    @Test(
        "keeps the rules of every store", arguments: LiveServer.running(for: "S3ObjectStore"), ObjectStoreCase.all)
    func conformance(_ server: LiveServer, _ rule: ObjectStoreCase) async throws {
        try await rule.run(on: Self.store(server), server.traits)
    }
}
