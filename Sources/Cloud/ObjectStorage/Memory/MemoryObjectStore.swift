public import Basics
import Digests
import Synchronization

/// Objects in this process's memory, gone with it: what tests use in the place of a bucket.
///
/// It keeps the rules of every store, conditions and checksums included; a tag is made of the bytes, as S3 makes it.
public final class MemoryObjectStore: ObjectStore {
    private struct Entry {
        var info: ObjectInfo
        var bytes: [UInt8]
    }

    private struct State {
        var entries: [ObjectKey: Entry] = [:]
        /// All keys in order; nil while that has to be made again.
        var order: [ObjectKey]? = []
    }

    /// What messages call the store.
    public let location: String
    private let state = Mutex(State())
    private let now: @Sendable () -> Int

    /// An empty store; `now` tells the time in milliseconds since 1970.
    public init(location: String = "memory:", now: @escaping @Sendable () -> Int = { Timestamp.milliseconds }) {
        self.location = location
        self.now = now
    }

    /// Writes the bytes when all of them are there.
    @discardableResult
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        let name = try ObjectKey(key)
        try options.check()
        let reader = try await ContentReader(content)
        var bytes: [UInt8] = []
        while let piece = try await reader.piece() {
            bytes += piece
            options.onProgress?(bytes.count)
        }
        let sha256 = try reader.finish(key, expecting: options.sha256)
        let entry = Entry(
            info: ObjectInfo(
                key: key, size: bytes.count, tag: String(sha256.prefix(32)), modified: now(), sha256: sha256,
                contentType: options.contentType, contentEncoding: options.contentEncoding, metadata: options.metadata),
            bytes: bytes)
        return try write(entry, as: name, options.condition)
    }

    private func write(_ entry: Entry, as key: ObjectKey, _ condition: PutCondition) throws -> ObjectInfo {
        try state.withLock { state in
            let present = state.entries[key]?.info
            try condition.check(key.text, against: present)
            if present == nil { state.order = nil }
            state.entries[key] = entry
        }
        return entry.info
    }

    /// Opens what is there now; a put that follows does not change what is read.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let entry = try entry(key)
        if let tag = options.ifMatches { try PutCondition.ifMatches(tag).check(key, against: entry.info) }
        let bounds = try options.bounds(of: key, size: entry.info.size)
        return StoredObject(info: entry.info, body: ObjectBody(Array(entry.bytes[bounds])))
    }

    private func entry(_ key: String) throws -> Entry {
        let name = try ObjectKey(key)
        guard let entry = state.withLock({ $0.entries[name] }) else { throw FdnixError.noObject(key, in: self) }
        return entry
    }

    /// What is known of an object, its SHA-256 included.
    public func head(_ key: String) async throws -> ObjectInfo? {
        let name = try ObjectKey(key)
        return state.withLock { $0.entries[name]?.info }
    }

    /// One page, by the keys as they are now; the token is the last key of the page before.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try checkPageLimit(limit)
        let after = try token.map { try ObjectKey($0) }
        return state.withLock { state in
            let order = state.order ?? state.entries.keys.sorted()
            state.order = order
            var objects: [ObjectInfo] = []
            for key in order[Self.start(in: order, after, prefix)...] {
                guard key.hasPrefix(prefix) else { break }
                guard objects.count < limit else { return ObjectPage(objects, next: objects.last?.key) }
                if let info = state.entries[key]?.info { objects.append(info.listed) }
            }
            return ObjectPage(objects, next: nil)
        }
    }

    /// Where the keys begin that come after a page and may have the prefix.
    private static func start(in order: [ObjectKey], _ after: ObjectKey?, _ prefix: String) -> Int {
        order.partitionPoint { key in
            after.map { $0 < key } ?? true && !key.text.utf8.lexicographicallyPrecedes(prefix.utf8)
        }
    }

    /// Copies bytes and description; the copy shares memory with the source until one is replaced.
    @discardableResult
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        let name = try ObjectKey(target)
        var entry = try entry(source)
        entry.info.key = target
        entry.info.modified = now()
        return try write(entry, as: name, condition)
    }

    /// Removes the objects, all at one moment.
    public func delete(_ keys: [String]) async throws {
        let names = try keys.map { try ObjectKey($0) }
        state.withLock { state in
            for name in names where state.entries.removeValue(forKey: name) != nil { state.order = nil }
        }
    }
}
