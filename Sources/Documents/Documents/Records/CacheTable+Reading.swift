import Tables

/// Many rows at once.
extension CacheTable {
    /// All rows of a status whose addresses begin with `prefix`, ascending by address; what changed within the last moments
    /// may be missing.
    public func rows(_ status: CacheRow.Status, prefix: String = "") -> CacheRowSequence {
        let sort: SortCondition? = prefix.isEmpty ? nil : .beginsWith(.string(prefix))
        return CacheRowSequence(table.items(ItemQuery(.string(status.rawValue), sort, index: "GSI1")))
    }

    /// All rows, in no special order.
    public func rows() -> CacheRowSequence { CacheRowSequence(table.items()) }

    /// Which of these documents have a row.
    func documents(_ uris: [String]) async throws -> Set<String> {
        Set(try await table.items(uris.map(CacheRow.key)).compactMap { $0["FileURI"]?.string })
    }
}

/// Rows that are read page by page. Items that are not rows of documents are passed over.
public struct CacheRowSequence: AsyncSequence, Sendable {
    private let items: ItemSequence

    init(_ items: ItemSequence) { self.items = items }

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(items: items.makeAsyncIterator()) }

    /// Reads one row after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var items: ItemSequence.Iterator

        /// The next row, nil after the last one.
        public mutating func next() async throws -> CacheRow? {
            while let item = try await items.next() {
                if item["SK"] == CacheRow.sortKey { return try CacheRow(item) }
            }
            return nil
        }
    }
}
