import Basics
import CollectionConformance
import CountedEvents
import JSON
import ObjectStorage
import ObjectStorageConformance
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import SegmentCollections
import Segments
import Synchronization
import Tables
import TestSupport
import Testing

let space = VectorSpace(model: "local-hash-v1", dimension: 64, textFormat: "tagged-1")
let imageID = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"

func receipt(_ number: Int = 1) throws -> ReceiptKey { try ReceiptKey(imageID: imageID, receiptID: number) }

func records(_ receipt: ReceiptKey, _ words: Range<Int>, seed: UInt64 = 1) -> [CollectionRecord] {
    var random = SplitMix(seed &+ UInt64(receipt.receiptID) << 20)
    return words.map { word in
        let id = EntityKey.word(receipt, line: 1, word: word).recordID ?? ""
        let numbers = (0..<64).map { _ in Float.random(in: -1...1, using: &random) }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let metadata: [String: JSONValue] = ["receipt_id": .integer(Int64(receipt.receiptID)), "text": "été"]
        return CollectionRecord(
            record: Record(id: id, document: "été", metadata: metadata), vector: numbers.map { $0 / length })
    }
}

/// A store whose calls are counted, and whose puts may be another's.
final class ScriptedStore: ForwardingObjectStore {
    typealias Put =
        @Sendable (
            _ inner: any ObjectStore, _ key: String, _ content: ObjectContent, _ options: PutOptions
        ) async throws -> ObjectInfo

    let inner: any ObjectStore
    private let script: Mutex<Put?>
    private let calls = Mutex<[String]>([])

    init(_ inner: any ObjectStore, put: Put? = nil) {
        self.inner = inner
        script = Mutex(put)
    }

    /// Keys of what was written, copied and removed so far, each after `put`, `copy` or `delete`.
    var changes: [String] { calls.withLock { $0 } }

    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        calls.withLock { $0.append("put \(key)") }
        guard let put = script.withLock({ $0 }) else { return try await inner.put(key, content, options) }
        return try await put(inner, key, content, options)
    }

    func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        calls.withLock { $0.append("copy \(target)") }
        return try await inner.copy(source, to: target, condition)
    }

    func delete(_ keys: [String]) async throws {
        calls.withLock { $0 += keys.map { "delete \($0)" } }
        try await inner.delete(keys)
    }
}

/// What processes have in common that work on one collection.
struct Household: Sendable {
    let directory: String
    let bucket: any ObjectStore
    let table = MemoryTable(RunTable.schema)
    let clock: CheckClock
    let log = LogLines()
    let metrics = CountedMetrics()

    init(_ directory: String, _ bucket: any ObjectStore = MemoryObjectStore(), clock: CheckClock = CheckClock()) {
        self.directory = directory
        self.bucket = bucket
        self.clock = clock
    }

    var events: ReceiptEvents { metrics.events { log.handler } }

    /// What leads readers to a version.
    static let pointerKey = "words/snapshot/latest-pointer.txt"

    /// A collection of two versions that is whole, in the bucket and at the root, and what the newest one's keys begin with.
    static func verified(
        in directory: String, _ bucket: any ObjectStore = MemoryObjectStore()
    ) async throws -> (Household, folder: String) {
        let house = Household(directory, bucket)
        for number in 1...2 { try await house.publish(receipt(number), records(receipt(number), 1..<4)) }
        #expect(try await house.open().verify().count == 6)
        return (house, "words/snapshot/timestamped/\(try await house.pointer())/")
    }

    /// The collection as a process opens it, with the root of this name.
    func open(
        _ root: String = "root", _ store: (any ObjectStore)? = nil, mode: StorageMode = .auto,
        minimumAge: Int = 0
    ) -> SegmentCollection {
        SegmentCollection(
            .words, bucket: store ?? bucket,
            settings: SegmentSettings(
                root: "\(directory)/\(root)", mode: mode, minimumAgeMinutes: minimumAge, space: space,
                temporaryDirectory: "\(directory)/tmp-\(root)"),
            events: events, time: clock.source)
    }

    /// Merges a new run of a receipt.
    @discardableResult
    func publish(
        _ receipt: ReceiptKey, _ records: [CollectionRecord], with collection: SegmentCollection? = nil
    ) async throws -> Compaction.Ending {
        try await apply([try await run(receipt, records)], with: collection)
    }

    /// Applies messages in one group.
    func apply(_ messages: [GroupMessage], with collection: SegmentCollection? = nil) async throws -> Compaction.Ending
    {
        let compaction = Compaction(
            collection ?? open(), runs: RunTable(table, time: clock.source), table: table, bundles: bucket, lock: nil,
            events: events, time: clock.source, temporaryDirectory: directory)
        return try await compaction.run(messages)
    }

    /// A new run with its bundle, and the message that it is there.
    func run(_ receipt: ReceiptKey, _ records: [CollectionRecord]) async throws -> GroupMessage {
        let runs = RunTable(table, time: clock.source)
        let run = UUIDText.random(from: (0..<16).map { _ in UInt8.random(in: 0 ... .max) })
        let prefix = CompactionRun.prefix(of: run, in: .words)
        let created = ReceiptTime.now(clock.source)
        let folder = try WorkingFolder(in: directory, prefix: "bundle-")
        _ = try DeltaBundle.write(
            records.map { ($0.record, $0.vector) }, run: run, receipt, .words, space, created: created, in: folder.path)
        try await BundleStore(bucket, temporaryDirectory: directory).upload(folder.path, prefix: prefix)
        _ = try await runs.put(CompactionRun(receipt, id: run, created: created))
        return GroupMessage(
            id: "run", task: .merge(RunReference(receipt: receipt, id: run, prefix: prefix)))
    }

    func pointer() async throws -> String {
        String(
            decoding: try await bucket.get(Self.pointerKey).collect(upTo: 1000), as: UTF8.self
        ).trimmed
    }

    func keys(_ prefix: String) async throws -> [String] {
        var keys: [String] = []
        for try await object in bucket.objects(prefix: prefix) { keys.append(object.key) }
        return keys
    }

    func versions(in root: String = "root") throws -> [String] {
        try FileSystem.entries(of: "\(directory)/\(root)/words/versions")
    }
}

/// What `verify` refuses a collection for.
func refusal(_ collection: SegmentCollection) async -> FdnixError? {
    await #expect(throws: FdnixError.self) { try await collection.verify() }
}

extension SegmentCollection {
    func ids() async throws -> [String] {
        let found = Mutex<[String]>([])
        try await forEach(batchesOf: 100) { batch in found.withLock { $0 += batch.map(\.record.id) } }
        return found.withLock { $0 }
    }
}
