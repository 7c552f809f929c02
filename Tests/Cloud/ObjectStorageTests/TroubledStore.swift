import Basics
import ObjectStorage
import Synchronization

/// A store in memory that does to reads what a test tells it.
final class TroubledStore: ObjectStore {
    /// Told of each read; may throw, wait, or change the bytes.
    typealias Trouble = @Sendable (GetOptions, [UInt8]) async throws -> [UInt8]

    let memory: MemoryObjectStore
    private let trouble: Trouble
    private let asked = Mutex<[Range<Int>?]>([])

    init(_ memory: MemoryObjectStore = MemoryObjectStore(), trouble: @escaping Trouble) {
        self.memory = memory
        self.trouble = trouble
    }

    var location: String { memory.location }
    /// The ranges that were asked for, nil for a whole object.
    var ranges: [Range<Int>?] { asked.withLock { $0 } }

    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        asked.withLock { $0.append(options.range) }
        let read = try await memory.get(key, options)
        let bytes = try await trouble(options, try await read.collect(upTo: 1 << 24))
        return StoredObject(info: read.info, body: ObjectBody(bytes))
    }

    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        try await memory.put(key, content, options)
    }

    func head(_ key: String) async throws -> ObjectInfo? { try await memory.head(key) }

    func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try await memory.list(prefix: prefix, token: token, limit: limit)
    }

    func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        try await memory.copy(source, to: target, condition)
    }

    func delete(_ keys: [String]) async throws { try await memory.delete(keys) }
}
