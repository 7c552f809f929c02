import Basics
public import JSON
public import ObjectStorage

/// The second step of a run: lists the documents that are to be ingested.
public struct Detect: Sendable {
    private let cache: CacheTable
    private let processed: any ObjectStore
    private let models: EmbeddingModels

    /// Reads the rows of `cache` and writes the list to the bucket `processed`.
    public init(cache: CacheTable, processed: any ObjectStore, models: EmbeddingModels) {
        self.cache = cache
        self.processed = processed
        self.models = models
    }

    /// What a run has to do.
    public struct Report: Sendable, Equatable {
        /// The documents, ascending by address.
        public var documents: [PendingDocument] = []
        /// Documents that had their last attempt and have failed now.
        public var exhausted = 0
        /// Seconds for which the oldest version that is stored under no model waits; 0 where none does.
        public var pendingAge = 0
        /// Documents that are gone and of which something is still stored.
        public var readyDeleteBacklog = 0

        /// The answer to `event`: all of it, and whether there is anything to do.
        public func reply(to event: JSONValue) -> JSONObject {
            var reply = event.object ?? JSONObject()
            reply["isValid"] = .bool(!documents.isEmpty)
            reply["pendingDocuments"] = .integer(Int64(documents.count))
            return reply
        }
    }

    /// Lists what waits for the run's model, and writes the list. Throws `usage` for a model that is not configured, and
    /// whatever goes wrong with table and bucket: a list that lacks something is never written.
    public func run(_ request: RunRequest, name: String) async throws -> Report {
        let report = try await find(request, name: name)
        try await write(report, name: name)
        return report
    }

    /// Lists what waits for the run's model. Throws as `run` does.
    func find(_ request: RunRequest, name: String) async throws -> Report {
        let model = try models.model(request.modelKey)
        var report = Report()
        var pending: [String: CacheRow] = [:]
        // In the order in which rows change their status: one that does so meanwhile is met again, or was met.
        for status in [CacheRow.Status.ingested, .ingesting, .updated] {
            for try await row in cache.rows(status) {
                switch try await selection(row, model.key) {
                case .waits: pending[row.uri] = row
                case .exhausted: report.exhausted += 1
                case .doesNotWait: break
                }
            }
        }
        for try await _ in cache.rows(.readyDelete) { report.readyDeleteBacklog += 1 }
        // What is stored under another model does not wait since it changed.
        if let oldest = pending.values.lazy.filter({ $0.status != .ingested }).map(\.updatedAt).min() {
            report.pendingAge = max(cache.time.now() / 1000 - oldest, 0)
        }
        report.documents = pending.values.sorted { $0.uri.utf8.lexicographicallyPrecedes($1.uri.utf8) }.map { row in
            PendingDocument(
                uri: row.uri, contentType: row.contentType, etag: row.etag, modelKey: request.modelKey, run: name)
        }
        return report
    }

    /// Writes the list of the run `name`. Throws what the bucket throws.
    func write(_ report: Report, name: String) async throws {
        try await processed.put(
            RunKey.list(of: name), .bytes(PendingDocument.list(report.documents)),
            PutOptions(contentType: "application/json"))
    }

    private enum Selection { case waits, exhausted, doesNotWait }

    private func selection(_ row: CacheRow, _ model: String) async throws -> Selection {
        let first = models.first.key
        let (changed, isSelected) = cache.rules.select(row, model: model, defaultModel: first)
        if isSelected { return .waits }
        guard changed != row else { return .doesNotWait }
        let waits = try await cache.change(row.uri) { $0.select($1, model: model, defaultModel: first) }
        return waits ? .waits : .exhausted
    }
}
