import AWSServices
import ObjectStorage
import ObjectStorageConformance
import Testing

@Suite("S3ObjectStore on servers that speak S3", .timeLimit(.minutes(10)))
struct LiveS3Tests {
    @Test("keeps the rules of every store", arguments: Emulator.running, ObjectStoreCase.all)
    func conformance(_ emulator: Emulator, _ rule: ObjectStoreCase) async throws {
        try await rule.run(on: emulator.store(), emulator.traits)
    }
}
