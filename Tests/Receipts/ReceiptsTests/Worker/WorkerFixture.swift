import Basics
import CountedEvents
import Embedding
import JSON
import ObjectStorage
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments
import Synchronization
import Tables

@testable import Receipts

let imageID = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"

/// A worker in memory, with all around it.
struct WorkerFixture: Sendable {
    let artifacts = MemoryObjectStore()
    let collections: any ObjectStore
    let table: any Table
    let queue = MemoryQueue(deadLetters: MemoryQueue(name: "dead"), time: .system)
    let model: CountingEmbedder
    let log = LogLines()
    let metrics = CountedMetrics()
    let worker: EmbedWorker

    init(
        in directory: String, collections: any ObjectStore = MemoryObjectStore(),
        table: any Table = MemoryTable(RunTable.schema), model: CountingEmbedder = CountingEmbedder(),
        lines: (any CollectionReader)? = nil, places: (any PlaceSearch)? = nil, limit: Duration = .seconds(3600),
        time: TimeSource = .system
    ) {
        (self.collections, self.table, self.model) = (collections, table, model)
        let artifacts = artifacts
        let cloud = ReceiptCloud(
            bucket: { $0 == "chromadb" ? collections : artifacts }, collectionsBucket: "chromadb",
            artifactsBucket: "artifacts", table: table, embedQueue: queue, collectionQueues: [:])
        let log = log
        worker = EmbedWorker(
            cloud, collections: lines.map { [.lines: $0] } ?? [:], embedder: model,
            merchants: MerchantResolver(table, places: places, settings: MerchantSettings(limit: limit), time: time),
            settings: WorkerSettings(temporaryDirectory: directory),
            events: metrics.events { log.handler }, time: time)
    }

    /// Stores two files and gives the message that names them.
    func message(
        receipt number: Int = 1, lines: [String] = [], words: [String] = [], token: String? = nil, end: String = ""
    ) async throws -> EmbedMessage {
        let message = EmbedMessage(
            try ReceiptKey(imageID: imageID, receiptID: number), bucket: "artifacts", token: token)
        try await artifacts.put(message.linesKey, .bytes(Array((lines.joined(separator: "\n") + end).utf8)))
        try await artifacts.put(message.wordsKey, .bytes(Array((words.joined(separator: "\n") + end).utf8)))
        return message
    }

    var runs: [CompactionRun] {
        get async throws {
            try await RunTable(table).runs(of: ReceiptKey(imageID: imageID, receiptID: 1))
        }
    }

    /// The bundle of a run, by its records' ids.
    func bundle(_ run: String?, _ collection: CollectionName) async throws -> OpenBundle {
        try await worker.bundles.open(CompactionRun.prefix(of: run ?? "", in: collection), for: collection)
    }

    func merchant() async throws -> Item? {
        try await table.get(EntityKey.merchant(ReceiptKey(imageID: imageID, receiptID: 1)).itemKey)
    }
}

/// A row as the OCR writes it.
func row(
    line: Int = 1, word: Int? = nil, _ text: String?, x: Double = 0.1, y: Double = 0.5, receipt: Int = 1,
    data: (type: String, value: String)? = nil, _ more: String = ""
) -> String {
    func point(_ x: Double, _ y: Double) -> JSONValue { ["x": .double(x), "y": .double(y)] }
    var members: JSONObject = [
        "receipt_id": .integer(Int64(receipt)), "image_id": .string(imageID), "line_id": .integer(Int64(line)),
        "bounding_box": ["x": .double(x), "y": .double(y), "width": 0.0, "height": 0.0], "top_left": point(x, y),
        "top_right": point(x, y), "bottom_left": point(x, y), "bottom_right": point(x, y), "angle_degrees": 0,
        "angle_radians": 0.0, "confidence": 0.75,
    ]
    if let word { members.members.append(.init("word_id", .integer(Int64(word)))) }
    if let text { members.members.append(.init("text", .string(text))) }
    if let data {
        members.members.append(.init("extracted_data", ["type": .string(data.type), "value": .string(data.value)]))
    }
    return JSONValue.object(members).description.dropLast() + more + "}"
}

/// A hash model that tells what it was asked for.
final class CountingEmbedder: Embedder {
    let modelID = "local-hash-v1"
    let dimension = 32
    private let seen = Mutex<[[String]]>([])
    private let missing: Int
    private let turn: @Sendable ([String]) async throws -> Void

    /// Leaves out the last `missing` vectors; `turn` is called first each time.
    init(missing: Int = 0, turn: @escaping @Sendable ([String]) async throws -> Void = { _ in }) {
        self.missing = missing
        self.turn = turn
    }

    var calls: [[String]] { seen.withLock { $0 } }

    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        seen.withLock { $0.append(texts) }
        try await turn(texts)
        return try await HashEmbedder(dimension: dimension).embed(Array(texts.dropLast(missing)), purpose: purpose)
    }
}

/// A store some of whose writes fail.
final class TroubledStore: ObjectStore {
    private let store = MemoryObjectStore()
    private let fails = Mutex<(@Sendable (String) -> Bool)?>(nil)

    init(_ fails: @escaping @Sendable (String) -> Bool) { self.fails.withLock { $0 = fails } }
    func mend() { fails.withLock { $0 = nil } }

    var location: String { store.location }
    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        if fails.withLock({ $0?(key) ?? false }) { throw FdnixError(.network, "the store is away") }
        return try await store.put(key, content, options)
    }
    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject { try await store.get(key, options) }
    func head(_ key: String) async throws -> ObjectInfo? { try await store.head(key) }
    func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try await store.list(prefix: prefix, token: token, limit: limit)
    }
    func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        try await store.copy(source, to: target, condition)
    }
    func delete(_ keys: [String]) async throws { try await store.delete(keys) }
}
