import DocumentStore
import DocumentStoreConformance
import TestSupport
import Testing

@Suite("Documents in a file")
struct EmbeddedStoreTests {
    @Test(arguments: DocumentStoreCheck.all)
    func keepsTheRules(_ check: DocumentStoreCheck) async throws {
        try await withTemporaryDirectory { folder in
            try await check.run(EmbeddedStore(folder + "/vectors.sqlite"), EmbeddedStore(folder + "/vectors.sqlite"))
        }
    }

    @Test func searchesTheFileWhereMemoryIsShort() async throws {
        let checks = DocumentStoreCheck.all.filter { $0.name.contains("nearest") || $0.name.contains("replaced") }
        #expect(checks.count == 2)
        for check in checks {
            try await withTemporaryDirectory { folder in
                let store = EmbeddedStore(folder + "/vectors.sqlite", cacheBytes: 1000)
                try await check.run(store, store)
            }
        }
    }
}
