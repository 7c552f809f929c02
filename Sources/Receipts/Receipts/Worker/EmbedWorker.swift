public import Basics
public import Embedding
import ObjectStorage
public import ReceiptCollections
public import ReceiptEvents
public import ReceiptModel
import Segments

/// Embeds receipts: makes of two files of rows two bundles of records with vectors, and a run that tells the compactor of them.
///
/// What a message leads to depends on the files alone. It may come any number of times, at once too, and stop anywhere: the run
/// has the same name each time, bundles that are there are used again, and the run is written last.
public struct EmbedWorker: Sendable {
    let cloud: ReceiptCloud
    let collections: [CollectionName: any CollectionReader]
    let embedder: any Embedder
    let merchants: MerchantResolver
    let settings: WorkerSettings
    let events: ReceiptEvents
    let time: TimeSource
    let bundles: BundleStore
    let foreignLines = FirstTime()
    private let readings = ReadingTimes()

    /// A worker that reads and writes in `cloud`. `collections` are read to find merchants; either may be missing.
    public init(
        _ cloud: ReceiptCloud, collections: [CollectionName: any CollectionReader], embedder: any Embedder,
        merchants: MerchantResolver, settings: WorkerSettings, events: ReceiptEvents, time: TimeSource = .system
    ) {
        self.cloud = cloud
        self.collections = collections
        self.embedder = embedder
        self.merchants = merchants
        self.settings = settings
        self.events = events
        self.time = time
        bundles = BundleStore(
            cloud.collections, name: cloud.collectionsBucket, temporaryDirectory: settings.temporaryDirectory)
    }

    /// What the folders of bundles are called that are being written.
    static let folderPrefix = "receipts-worker-"

    /// What the worker's vectors have in common.
    var space: VectorSpace {
        VectorSpace(model: embedder.modelID, dimension: embedder.dimension, textFormat: TextFormat.tagged)
    }

    /// Embeds one receipt, unless that was done. Throws `malformedInput` with file, row and field for rows that cannot be read,
    /// `notFound` for a file that is not there, and what the model, the bucket and the table throw; nothing is lost then, and
    /// the same message may come again.
    public func embed(_ message: EmbedMessage) async throws -> EmbedOutcome {
        do {
            let outcome = try await handle(message)
            events.count(.messagesProcessed)
            return outcome
        } catch {
            events.count(.messagesFailed)
            throw error
        }
    }

    private func handle(_ message: EmbedMessage) async throws -> EmbedOutcome {
        // A run is as old as its reading of the rows, however long it takes from there: rows that are read later are newer, and
        // a receipt that is removed meanwhile stays removed.
        let created = readings.next(at: .now(time))
        async let lines = file(message.linesKey, of: message)
        let words = try await file(message.wordsKey, of: message)
        let id = try RunID.make(
            message.receipt, lines: try await lines, words: words, model: embedder.modelID, token: message.token ?? "")
        let events = events.of(message.receipt, run: id)
        if let run = try await cloud.runs.run(message.receipt, id: id) {
            events.info("the run is there already; the message has been worked off")
            events.count(.runsDuplicate)
            return EmbedOutcome(run, isDuplicate: true)
        }
        let rows = try ReceiptRows(receipt: message.receipt, lines: try await lines, words: words)
        events.info("Loaded NDJSON rows: lines=\(rows.lines.count) words=\(rows.words.count)")
        for warning in rows.warnings { events.warning(warning) }
        guard !rows.isAllNoise else {
            events.info("Nothing to embed")
            return .nothing
        }
        return try await EmbedRun(id: id, created: created, rows: rows, worker: self, events: events).perform()
    }

    /// The bytes of one of the two files. Throws `incompatible` for one that is too large, and what the bucket throws.
    private func file(_ key: String, of message: EmbedMessage) async throws -> [UInt8] {
        try await cloud.bucket(message.bucket).get(key).collect(upTo: settings.largestFile)
    }
}

extension EmbedOutcome {
    init(_ run: CompactionRun, isDuplicate: Bool) {
        var prefixes: [CollectionName: String] = [:]
        for collection in CollectionName.allCases { prefixes[collection] = run[collection].prefix }
        self.init(run: run.id, prefixes: prefixes, isDuplicate: isDuplicate)
    }
}
