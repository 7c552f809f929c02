import Basics
public import DocumentStore
public import JSON

/// The first step of a run: removes what a purge is to remove, and what is stored of documents that are gone.
public struct Manage: Sendable {
    private let cache: CacheTable
    private let store: any DocumentStore
    private let removal: DocumentRemoval
    private let models: EmbeddingModels
    private let log: EventLog?

    /// Works on the tables and buckets of `cloud`, and on `store`; failures are told to `log`.
    public init(
        _ cloud: DocumentCloud, store: any DocumentStore, models: EmbeddingModels, log: EventLog? = nil
    ) {
        self.log = log
        cache = cloud.cache
        self.store = store
        removal = DocumentRemoval(cloud, store)
        self.models = models
    }

    /// What claims say where the run is not known.
    private static let runName = "manage"

    /// What was removed, and what could not be.
    public struct Report: Sendable, Equatable {
        /// Rows that a purge changed.
        public var purged = 0
        /// Documents that are gone with all that was stored of them.
        public var removed = 0
        /// Documents of which something is left, to be removed by the next run.
        public var failures: [DocumentFailure] = []

        /// The report as it is logged and printed.
        public var json: JSONObject {
            [
                "Purged": .integer(Int64(purged)), "Removed": .integer(Int64(removed)),
                "Failed": .integer(Int64(failures.count)), "Failures": .array(failures.map { .object($0.json) }),
            ]
        }
    }

    /// Purges where `request` says so, and removes documents that are gone; a failure with one of them is counted. Throws
    /// `usage` for a model that is not configured, and what table and store throw for all documents.
    public func run(_ request: RunRequest) async throws -> Report {
        var report = Report()
        if request.purgesData { report.purged = try await purge(try models.model(request.modelKey)) }
        for try await row in cache.rows(.readyDelete) {
            do {
                if try await removal.remove(row.uri, run: request.run ?? Self.runName) { report.removed += 1 }
            } catch let error as FdnixError {
                report.failures.append(DocumentFailure(row.uri, error))
                log?.document(row.uri, run: request.run ?? Self.runName)
                    .warning("the document could not be removed: \(error.message)")
            }
        }
        return report
    }

    /// Empties the model's collection. The rows are changed before, so that a run that is killed forgets nothing, and
    /// after, as tasks of other runs may complete meanwhile.
    private func purge(_ model: EmbeddingModelSpec) async throws -> Int {
        let before = try await purgeRows(model)
        try await store.empty(model.collection)
        return before + (try await purgeRows(model))
    }

    private func purgeRows(_ model: EmbeddingModelSpec) async throws -> Int {
        var count = 0
        let (key, first) = (model.key, models.first.key)
        for try await row in cache.rows() where cache.rules.purge(row, model: key, defaultModel: first).answer {
            if try await cache.change(row.uri, { $0.purge($1, model: key, defaultModel: first) }) { count += 1 }
        }
        return count
    }
}
