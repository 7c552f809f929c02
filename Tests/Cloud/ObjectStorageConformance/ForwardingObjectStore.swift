public import ObjectStorage

/// A store that hands everything on to another one, but for what a test writes itself: trouble, counts, delays.
public protocol ForwardingObjectStore: ObjectStore {
    /// The store behind this one.
    var inner: any ObjectStore { get }
}

extension ForwardingObjectStore {
    /// Where the store behind is.
    public var location: String { inner.location }

    /// As the store behind puts it.
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        try await inner.put(key, content, options)
    }

    /// As the store behind gives it.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        try await inner.get(key, options)
    }

    /// What the store behind knows of an object.
    public func head(_ key: String) async throws -> ObjectInfo? { try await inner.head(key) }

    /// A page as the store behind has it.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try await inner.list(prefix: prefix, token: token, limit: limit)
    }

    /// As the store behind knows them.
    public func commonPrefixes(of prefix: String) async throws -> [String] {
        try await inner.commonPrefixes(of: prefix)
    }

    /// As the store behind copies it.
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        try await inner.copy(source, to: target, condition)
    }

    /// As the store behind removes them.
    public func delete(_ keys: [String]) async throws { try await inner.delete(keys) }
}
