import ObjectStorage
import ObjectStorageConformance
import Testing

@Suite("MemoryObjectStore", .timeLimit(.minutes(15)))
struct MemoryObjectStoreTests {
    @Test("keeps the rules of every store", arguments: ObjectStoreCase.all)
    func conformance(_ rule: ObjectStoreCase) async throws { try await rule.run(on: MemoryObjectStore()) }
}
