import Basics

/// The objects of a store whose keys begin alike, as a store of their own: a folder of a bucket.
public struct PrefixedObjectStore: ObjectStore {
    private let store: any ObjectStore
    private let prefix: String

    /// The objects of `store` whose keys begin with `prefix`, which usually ends with a slash.
    public init(_ store: any ObjectStore, prefix: String) {
        self.store = store
        self.prefix = prefix
    }

    /// The place of the store and the prefix: `s3://bucket/prefix/`.
    public var location: String { "\(store.location)/\(prefix)" }

    /// Writes the object whose key is the prefix and `key`.
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        short(try await store.put(full(key), content, options))
    }

    /// Opens the object whose key is the prefix and `key`.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let read = try await store.get(full(key), options)
        return StoredObject(info: short(read.info), body: read.body)
    }

    /// What is known of the object whose key is the prefix and `key`.
    public func head(_ key: String) async throws -> ObjectInfo? { try await store.head(full(key)).map(short) }

    /// One page of the objects whose keys begin with both prefixes.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        let page = try await store.list(prefix: self.prefix + prefix, token: token, limit: limit)
        return ObjectPage(page.objects.map(short), next: page.next)
    }

    /// What keys that begin with both prefixes have in common.
    public func commonPrefixes(of prefix: String) async throws -> [String] {
        try await store.commonPrefixes(of: self.prefix + prefix).map(short)
    }

    /// Copies many objects within the part of the store that has the prefix.
    public func copyAll(_ copies: [(source: String, target: String)]) async throws {
        try await store.copyAll(copies.map { (try full($0.source), try full($0.target)) })
    }

    /// Copies within the part of the store that has the prefix.
    @discardableResult
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        short(try await store.copy(full(source), to: full(target), condition))
    }

    /// Removes the objects whose keys are the prefix and `keys`.
    public func delete(_ keys: [String]) async throws { try await store.delete(keys.map(full)) }

    private func full(_ key: String) throws -> String { prefix + (try ObjectKey(key).text) }

    private func short(_ info: ObjectInfo) -> ObjectInfo {
        var info = info
        info.key = short(info.key)
        return info
    }

    private func short(_ key: String) -> String {
        String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
