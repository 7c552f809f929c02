import LocalCloud
import ObjectStorage
import ObjectStorageConformance
import TestSupport
import Testing

@Suite("DirectoryObjectStore", .timeLimit(.minutes(15)))
struct DirectoryObjectStoreTests {
    @Test("keeps the rules of every store", arguments: ObjectStoreCase.all)
    func conformance(_ rule: ObjectStoreCase) async throws {
        try await withTemporaryDirectory { try await rule.run(on: DirectoryObjectStore("\($0)/store")) }
    }
}
