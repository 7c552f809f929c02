import DocumentReaders
public import DocumentStore
public import JSON

/// Compares what is stored with what the rows say, and mends it where that is asked for.
public struct Audit: Sendable {
    private let cache: CacheTable
    private let store: any DocumentStore
    private let models: EmbeddingModels

    /// Compares the rows of `cache` with `store`.
    public init(cache: CacheTable, store: any DocumentStore, models: EmbeddingModels) {
        self.cache = cache
        self.store = store
        self.models = models
    }

    /// What does not fit together.
    public struct Report: Sendable, Equatable {
        /// A document that its row says is stored under a model that has nothing of it.
        public struct Missing: Sendable, Hashable {
            /// The document's address, as its row has it.
            public var uri: String
            /// The key of the model.
            public var model: String
        }

        /// Documents with chunks that have no row, ascending.
        public var orphans: [String] = []
        /// Documents that have no chunks although their rows say so.
        public var missing: [Missing] = []
        /// Whether orphans were removed and missing documents queued.
        public var isFixed = false

        /// The report as it is printed.
        public var json: JSONObject {
            let missing = missing.map { item -> JSONValue in
                ["FileURI": .string(item.uri), "Model": .string(item.model)]
            }
            return [
                "VectorsWithoutRow": .array(orphans.map { .string($0) }), "RowsWithoutVectors": .array(missing),
                "Fixed": .bool(isFixed),
            ]
        }
    }

    /// How many sources are asked for at once.
    private static let pageSize = 1000

    /// Compares both ways; `fixes` removes chunks without a row, and queues documents without chunks. Throws what table
    /// and store throw.
    public func run(fixes: Bool = false) async throws -> Report {
        var report = Report(isFixed: fixes)
        report.orphans = try await orphans()
        report.missing = try await missing()
        guard fixes else { return report }
        for uri in report.orphans where try await cache.row(uri) == nil { try await store.remove(uri, from: nil) }
        let first = models.first.key
        for item in report.missing {
            _ = try await cache.change(item.uri) { $0.requeue($1, model: item.model, defaultModel: first) }
        }
        return report
    }

    private func orphans() async throws -> [String] {
        var orphans: [String] = []
        try await forEachPage(of: nil) { page in
            let known = try await cache.documents(page)
            orphans += page.filter { !known.contains($0) }
        }
        return orphans
    }

    private func missing() async throws -> [Report.Missing] {
        // The rows first: what is stored meanwhile is found then.
        var expected: [String: Set<String>] = [:]
        for try await row in cache.rows(.ingested)
        // A document of another type is done when nothing is stored of it.
        where DocumentType(contentType: row.contentType, key: row.uri) != nil {
            for model in row.storedModels(defaultModel: models.first.key) {
                expected[model, default: []].insert(row.uri)
            }
        }
        var missing: [Report.Missing] = []
        for model in models.all {
            var uris = expected[model.key] ?? []
            guard !uris.isEmpty else { continue }
            if try await store.hasCollection(model.key) {
                try await forEachPage(of: model.key) { uris.subtract($0) }
            }
            missing += uris.sorted().map { Report.Missing(uri: $0, model: model.key) }
        }
        return missing
    }

    private func forEachPage(of collection: String?, _ body: ([String]) async throws -> Void) async throws {
        var last: String?
        repeat {
            let page = try await store.sources(in: collection, after: last, limit: Self.pageSize)
            if !page.isEmpty { try await body(page) }
            last = page.last
        } while last != nil
    }
}
