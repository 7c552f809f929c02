import Basics

extension ObjectStore {
    /// Writes an object in any case, without a type or metadata.
    @discardableResult
    public func put(_ key: String, _ content: ObjectContent) async throws -> ObjectInfo {
        try await put(key, content, PutOptions())
    }

    /// Opens the whole of an object for reading, whatever version it is.
    public func get(_ key: String) async throws -> StoredObject { try await get(key, GetOptions()) }

    /// As the keys of all objects tell it.
    public func commonPrefixes(of prefix: String) async throws -> [String] {
        var prefixes: [ObjectKey] = []
        for try await object in objects(prefix: prefix) {
            guard let common = ObjectKey.commonPrefix(of: object.key, below: prefix), common != prefixes.last else {
                continue
            }
            prefixes.append(common)
        }
        return prefixes.map(\.text)
    }

    /// Copies an object within the store, replacing what was there.
    @discardableResult
    public func copy(_ source: String, to target: String) async throws -> ObjectInfo {
        try await copy(source, to: target, .always)
    }

    /// Copies many objects, sixteen at once.
    public func copyAll(_ copies: [(source: String, target: String)]) async throws {
        try await copies.concurrentForEach(limit: 16) { try await copy($0.source, to: $0.target) }
    }

    /// All objects whose keys begin with `prefix`, in order, page after page as they are read. Throws what `list` throws.
    ///
    /// ```swift
    /// for try await object in store.objects(prefix: "runs/") { print(object.key, object.size) }
    /// ```
    public func objects(prefix: String = "", pageSize: Int = 1000) -> ObjectListing {
        ObjectListing(store: self, prefix: prefix, pageSize: pageSize)
    }
}

/// The objects of a store whose keys begin alike, read page by page; a page at a time is in memory.
public struct ObjectListing: AsyncSequence, Sendable {
    /// What is known of one object, as listings tell it.
    public typealias Element = ObjectInfo

    let store: any ObjectStore
    let prefix: String
    let pageSize: Int

    /// Begins at the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(listing: self) }

    /// Reads one page after the other.
    public struct Iterator: AsyncIteratorProtocol {
        let listing: ObjectListing
        private var page: ArraySlice<ObjectInfo> = []
        private var token: String?
        private var isLastPage = false

        init(listing: ObjectListing) { self.listing = listing }

        /// The next object, nil after the last.
        public mutating func next() async throws -> ObjectInfo? {
            // A page may be empty and yet not the last.
            while page.isEmpty, !isLastPage {
                let read = try await listing.store.list(
                    prefix: listing.prefix, token: token, limit: listing.pageSize)
                page = read.objects[...]
                token = read.next
                isLastPage = read.next == nil
            }
            return page.popFirst()
        }
    }
}
