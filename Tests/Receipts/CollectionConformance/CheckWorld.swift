import Basics
import JSON
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments
import Synchronization
import Tables
import TestSupport
import Testing

/// What surrounds a compactor in a check: runs and items that are written, messages that follow.
struct CheckWorld: Sendable {
    let subject: CollectionUnderTest
    let name: CollectionName
    let runs: RunTable
    let bundles: BundleStore

    init(_ subject: CollectionUnderTest, _ name: CollectionName = .words) {
        self.subject = subject
        self.name = name
        runs = RunTable(subject.table, time: subject.clock.source)
        bundles = BundleStore(subject.bucket, temporaryDirectory: subject.directory)
    }

    func open(_ checkpoint: Checkpoint = Checkpoint()) async throws -> CollectionUnderTest.Collection {
        try await subject.open(name, checkpoint)
    }

    /// A compactor as a process of its own has it.
    func compaction(lock: LockSettings? = nil, _ checkpoint: Checkpoint = Checkpoint()) async throws -> Compaction {
        let table = CheckpointedTable(subject.table, checkpoint)
        return Compaction(
            try await open(checkpoint), runs: RunTable(table, time: subject.clock.source), table: table,
            bundles: CheckpointedStore(subject.bucket, checkpoint), lock: lock, events: .none,
            time: subject.clock.source, temporaryDirectory: subject.directory)
    }

    /// Applies messages in one group, by a new process.
    @discardableResult
    func apply(_ messages: GroupMessage...) async throws -> Compaction.Ending {
        try await compaction().run(messages)
    }

    /// Applies messages until none is returned, and waits for others' runs between. Records an issue where they come for
    /// ever.
    func settle(_ messages: [GroupMessage], lock: LockSettings? = nil) async throws {
        var left = messages
        for number in 0..<10_000 where !left.isEmpty {
            // Many are there at once mostly, and the disk that others wait for may be slow.
            if number > 20 { try await Task.sleep(for: .milliseconds(5)) }
            let ending = try await compaction(lock: lock).run(left)
            left = left.filter { ending.endings.returned[$0.id] != nil }
        }
        #expect(left.isEmpty, "messages come for ever")
    }

    // MARK: What there is

    func receipt(_ number: Int = 1) throws -> ReceiptKey {
        try ReceiptKey(imageID: "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55", receiptID: number)
    }

    func id(_ receipt: ReceiptKey, _ number: Int) -> String { entity(receipt, number).recordID ?? "" }

    /// The n-th line, or the n-th word of the first line.
    func entity(_ receipt: ReceiptKey, _ number: Int) -> EntityKey {
        name == .lines ? .line(receipt, line: number) : .word(receipt, line: 1, word: number)
    }

    func records(
        _ receipt: ReceiptKey, _ numbers: Range<Int>, seed: UInt64 = 1, _ more: [String: JSONValue] = [:],
        dimension: Int = CollectionUnderTest.space.dimension
    ) -> [CollectionRecord] {
        numbers.map { number in
            let id = id(receipt, number)
            var metadata: [String: JSONValue] = [
                "image_id": .string(receipt.imageID), "receipt_id": .integer(Int64(receipt.receiptID)),
                "line_id": .integer(Int64(name == .lines ? number : 1)), "text": .string("été \(number)"),
                "confidence": 0.5, "merchant_name": "", "x": .double(0.25), "source": "openai_embedding_batch",
            ]
            if name == .words {
                metadata["word_id"] = .integer(Int64(number))
                for key in ["validated_labels", "invalid_labels"] { metadata[key] = "" }
                metadata["label_status"] = "unvalidated"
            }
            return CollectionRecord(
                record: Record(id: id, document: "été \(number)", metadata: metadata.merging(more) { $1 }),
                vector: vector(id, seed, dimension))
        }
    }

    /// A vector of length 1 that depends on these alone.
    func vector(_ id: String, _ seed: UInt64 = 1, _ dimension: Int = CollectionUnderTest.space.dimension) -> [Float] {
        var random = SplitMix(id.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        let numbers = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }

    static func runID(_ number: Int) -> String { UUIDText.random(from: (0..<16).map { UInt8($0 == 0 ? number : 7) }) }

    static func time(_ seconds: Int) -> ReceiptTime {
        ReceiptTime(microseconds: 1_750_000_000_000_000 + seconds * 1_000_000)
    }

    // MARK: What happens

    /// Uploads a bundle under the prefix of a run.
    @discardableResult
    func upload(
        _ receipt: ReceiptKey, _ records: [CollectionRecord], run: String,
        _ space: VectorSpace = CollectionUnderTest.space
    ) async throws -> String {
        let prefix = CompactionRun.prefix(of: run, in: name)
        let folder = try WorkingFolder(in: subject.directory, prefix: "bundle-")
        _ = try DeltaBundle.write(
            records.map { ($0.record, $0.vector) }, run: run, receipt, name, space, created: Self.time(0),
            in: folder.path)
        try await bundles.upload(folder.path, prefix: prefix)
        return prefix
    }

    /// Uploads a bundle as Chroma's, file by file.
    func uploadChroma(_ records: [CollectionRecord], prefix: String) async throws {
        let folder = try WorkingFolder(in: subject.directory, prefix: "chroma-")
        try ChromaSample.write(records, collection: name.rawValue, into: folder.path)
        for file in try FileSystem.entries(of: folder.path) {
            try await subject.bucket.put(prefix + file, .bytes(try FileSystem.read(folder.file(file))))
        }
    }

    /// A run with its bundle, and the message that it is there; runs with greater numbers were made later.
    func run(
        _ number: Int, _ receipt: ReceiptKey, _ records: [CollectionRecord], receives: Int = 1,
        _ space: VectorSpace = CollectionUnderTest.space
    ) async throws -> GroupMessage {
        let id = Self.runID(number)
        let prefix = try await upload(receipt, records, run: id, space)
        _ = try await runs.put(CompactionRun(receipt, id: id, created: Self.time(number)))
        return GroupMessage(
            id: "run \(number)", task: .merge(RunReference(receipt: receipt, id: id, prefix: prefix)),
            receives: receives)
    }

    func progress(_ number: Int, _ receipt: ReceiptKey) async throws -> CompactionRun.Progress {
        try #require(try await runs.run(receipt, id: Self.runID(number)))[name]
    }

    func label(
        _ receipt: ReceiptKey, word: Int, _ label: String, _ status: String, added: Int = 0
    ) async throws -> GroupMessage {
        let entity = EntityKey.label(receipt, line: 1, word: word, label: label)
        try await subject.table.put([
            "PK": .string(receipt.partition), "SK": .string(entity.sort), "validation_status": .string(status),
            "timestamp_added": .string(Self.time(added).text), "label_proposed_by": "somebody",
        ])
        return GroupMessage(
            id: "label \(label) of \(word)", task: .labels(receipt, line: 1, word: word, isRemoval: false))
    }

    func removeLabel(_ receipt: ReceiptKey, word: Int, _ label: String) async throws -> GroupMessage {
        try await subject.table.delete(EntityKey.label(receipt, line: 1, word: word, label: label).itemKey)
        return GroupMessage(id: "no \(label) of \(word)", task: .labels(receipt, line: 1, word: word, isRemoval: true))
    }

    func merchant(_ receipt: ReceiptKey, _ name: String, place: String? = nil) async throws -> GroupMessage {
        var item: Item = [
            "PK": .string(receipt.partition), "SK": .string(EntityKey.merchant(receipt).sort),
            "merchant_name": .string(name),
        ]
        item["place_id"] = place.map { .string($0) }
        try await subject.table.put(item)
        return GroupMessage(id: "merchant", task: .merchant(receipt, isRemoval: false))
    }

    func removeMerchant(_ receipt: ReceiptKey) async throws -> GroupMessage {
        try await subject.table.delete(EntityKey.merchant(receipt).itemKey)
        return GroupMessage(id: "no merchant", task: .merchant(receipt, isRemoval: true))
    }

    // MARK: What came of it

    /// All records by id, as a new process reads them.
    func content() async throws -> [String: CollectionRecord] {
        let reader = try await open()
        try await reader.prepare()
        let content = Gathered()
        try await reader.forEach(batchesOf: 7) { content.add($0) }
        return Dictionary(uniqueKeysWithValues: content.records.map { ($0.record.id, $0) })
    }

    func metadata(_ receipt: ReceiptKey, _ number: Int) async throws -> [String: JSONValue] {
        try #require(try await open().records([id(receipt, number)]).first).record.metadata
    }

    func version() async throws -> String? { try await open().verify().version }

    /// Expects that the collection has these records, by their ids and vectors.
    func expect(
        _ records: [CollectionRecord], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let content = try await content()
        #expect(content.keys.sorted() == records.map(\.record.id).sorted(), sourceLocation: sourceLocation)
        for record in records {
            #expect(content[record.record.id]?.vector == record.vector, sourceLocation: sourceLocation)
            #expect(
                content[record.record.id]?.record.document == record.record.document, sourceLocation: sourceLocation)
        }
    }
}

/// Records that were handed over.
final class Gathered: Sendable {
    private let all = Mutex<(records: [CollectionRecord], sizes: [Int])>(([], []))

    func add(_ batch: [CollectionRecord]) {
        all.withLock { all in
            all.records += batch
            all.sizes.append(batch.count)
        }
    }

    var records: [CollectionRecord] { all.withLock { $0.records } }
    var sizes: [Int] { all.withLock { $0.sizes } }
}
