import Basics
import ObjectStorage
import ObjectStorageConformance
import Synchronization

/// A store in memory that does to reads what a test tells it.
final class TroubledStore: ForwardingObjectStore {
    /// Told of each read; may throw, wait, or change the bytes.
    typealias Trouble = @Sendable (GetOptions, [UInt8]) async throws -> [UInt8]

    let memory: MemoryObjectStore
    private let trouble: Trouble
    private let asked = Mutex<[Range<Int>?]>([])

    init(_ memory: MemoryObjectStore = MemoryObjectStore(), trouble: @escaping Trouble) {
        self.memory = memory
        self.trouble = trouble
    }

    var inner: any ObjectStore { memory }
    /// The ranges that were asked for, nil for a whole object.
    var ranges: [Range<Int>?] { asked.withLock { $0 } }

    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        asked.withLock { $0.append(options.range) }
        let read = try await memory.get(key, options)
        let bytes = try await trouble(options, try await read.collect(upTo: 1 << 24))
        return StoredObject(info: read.info, body: ObjectBody(bytes))
    }
}
