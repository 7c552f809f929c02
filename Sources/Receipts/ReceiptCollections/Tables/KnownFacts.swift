import Basics
import ReceiptModel
import Synchronization

/// What the table said of receipts while a version was made, to be compared with what it says after that.
final class KnownFacts: Sendable {
    private let reader: FactReader
    private let known = Mutex<[ReceiptKey: ReceiptItems]>([:])

    init(_ reader: FactReader) { self.reader = reader }

    /// What the table says of a receipt now; it is remembered.
    func items(of receipt: ReceiptKey) async throws -> ReceiptItems {
        let items = try await reader.items(of: receipt)
        known.withLock { $0[receipt] = items }
        return items
    }

    /// The receipts of which the table says something else now.
    func changed() async throws -> Set<ReceiptKey> {
        let known = known.withLock { $0 }
        let changed = try await Array(known).concurrentMap(limit: 16) { [reader] receipt, items in
            try await reader.items(of: receipt) == items ? nil : receipt
        }
        return Set(changed.compactMap(\.self))
    }
}
