import AWSServices
import ObjectStorage
import ObjectStorageConformance
import Testing

@Suite("S3ObjectStore", .timeLimit(.minutes(10)))
struct S3ConformanceTests {
    @Test("keeps the rules of every store", arguments: Emulator.running, ObjectStoreCase.all)
    func conformance(_ emulator: Emulator, _ rule: ObjectStoreCase) async throws {
        try await rule.run(on: emulator.store(), emulator.traits)
    }
}
