import DocumentStore
import DocumentStoreConformance
import Testing

@Suite("Documents in memory")
struct MemoryDocumentStoreTests {
    @Test(arguments: DocumentStoreCheck.all)
    func keepsTheRules(_ check: DocumentStoreCheck) async throws {
        let store = MemoryDocumentStore()
        try await check.run(store, store)
    }
}
