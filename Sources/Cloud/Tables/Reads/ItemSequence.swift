/// Items read page by page, each page when the one before is used up.
public struct ItemSequence: AsyncSequence, Sendable {
    private let page: @Sendable (String?) async throws -> ItemPage

    /// The items of the pages that `page` gives for their tokens.
    init(_ page: @escaping @Sendable (String?) async throws -> ItemPage) { self.page = page }

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(page: page) }

    /// Reads the items one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let page: @Sendable (String?) async throws -> ItemPage
        private var items: ArraySlice<Item> = []
        private var token: String?
        private var isAtEnd = false

        fileprivate init(page: @escaping @Sendable (String?) async throws -> ItemPage) { self.page = page }

        /// The next item, nil after the last one.
        public mutating func next() async throws -> Item? {
            while items.isEmpty, !isAtEnd {
                let read = try await page(token)
                (items, token, isAtEnd) = (read.items[...], read.next, read.next == nil)
            }
            return items.popFirst()
        }
    }
}

extension Table {
    /// All items that a query finds, in its order, read as they are asked for.
    public func items(_ query: ItemQuery) -> ItemSequence {
        ItemSequence { try await self.query(query, limit: 1000, token: $0) }
    }

    /// All items of the table, or of a share of it, read as they are asked for.
    public func items(in segment: ScanSegment = .whole) -> ItemSequence {
        ItemSequence { try await scan(segment, limit: 1000, token: $0) }
    }
}
