import Basics
import Synchronization
import TestSupport

@testable import Documents

/// Results in the order in which tasks end.
final class Results: Sendable {
    private let all = Mutex<[IngestionResult]>([])
    func add(_ result: IngestionResult) { all.withLock { $0.append(result) } }
    var statuses: [IngestionStatus?] { all.withLock { $0.map(\.status) } }
}

/// A text file for `body`, removed afterwards.
func withTemporaryText(_ text: String, _ body: (String) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
        try AtomicFile.write(Array(text.utf8), to: "\(directory)/file.txt")
        try await body("\(directory)/file.txt")
    }
}
