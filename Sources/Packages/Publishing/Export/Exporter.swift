public import Basics
import Catalog
public import Logging
import Nixpkgs
public import ObjectStorage
public import Tables

/// Exports a full database to a table and a store of objects, in the layout of earlier versions: complete and exact.
public struct Exporter: Sendable {
    /// What is asked for beside the export itself.
    public struct Options: Sendable {
        /// The model that the vectors must be of.
        public var modelID: String
        /// Licence and maintainers as plain texts.
        public var isFlat = false
        /// Whether items are removed that the database does not have.
        public var prunes = false

        /// Options of a plain export of the vectors of a model.
        public init(modelID: String) { self.modelID = modelID }
    }

    /// What an export did.
    public struct Outcome: Sendable, Equatable {
        /// How many items the table has of this export.
        public var items = 0
        /// How many vectors the store has.
        public var vectors = 0
        /// How many items were removed.
        public var pruned = 0
        /// How many old files of vectors were removed.
        public var removedFiles = 0
    }

    private static let page = 500
    private let table: any Table
    private let store: any ObjectStore
    private let writer: TableWriter
    private let progress: any ProgressReporter

    /// An exporter to a table and a store.
    public init(
        table: any Table, store: any ObjectStore, logger: Logger, progress: any ProgressReporter = SilentProgress(),
        time: TimeSource = .system
    ) {
        self.table = table
        self.store = store
        self.progress = progress
        writer = TableWriter(table, logger: logger, time: time)
    }

    /// Exports the database at `path`. Vectors come first, so that every item that says it has one is right; then the
    /// items, then the index of the vectors.
    ///
    /// Throws `usage` where the vectors are another model's, `incompatible` where items could not be written, and what
    /// database, table and store throw. The same again mends what is missing.
    public func export(_ path: String, _ options: Options) async throws -> Outcome {
        let database = try FullDatabase(reading: path)
        let model = database.metadata[.embeddingModel] ?? ""
        guard model == options.modelID else {
            throw FdnixError(
                .usage,
                "BEDROCK_MODEL_ID is \"\(options.modelID)\", but the vectors of \(path) are of \"\(model)\": set it to that"
            )
        }
        let groups = try await BlockingWork.run { try ExportGroups(database).groups }
        var outcome = Outcome()
        var embedded: Set<String> = []
        let index = try await writeVectors(groups, database, &embedded)
        outcome.vectors = index.count
        outcome.items = try await writeItems(groups, database, embedded, options)
        if options.prunes { outcome.pruned = try await prune(groups) }
        try await put(
            VectorFiles.indexKey, try VectorFiles.encode(index),
            [
                "total-vectors": "\(index.count)", "dimension": "\(index.dimension)",
                "batch-files": "\(index.files.count)",
            ])
        outcome.removedFiles = try await removeOldFiles(index)
        return outcome
    }

    // MARK: Vectors

    private func writeVectors(
        _ groups: [ExportGroups.Group], _ database: FullDatabase, _ embedded: inout Set<String>
    ) async throws -> VectorFiles.Index {
        let template: EmbeddingTemplate =
            database.metadata[.embeddingTemplate] == EmbeddingTemplate.words.name ? .words : .labelled(limit: 8192)
        var index = VectorFiles.Index(
            createdAt: database.metadata[.builtAt] ?? "", dimension: database.metadata.int(.embeddingDimension) ?? 0,
            model: database.metadata[.embeddingModel] ?? "", template: template.name, files: [])
        var pending: [VectorFiles.Entry] = []
        progress.begin("exporting vectors", total: groups.count)
        defer { progress.end() }
        for start in stride(from: 0, to: groups.count, by: Self.page) {
            try Task.checkCancellation()
            let page = groups[start..<min(start + Self.page, groups.count)]
            let entries = try await BlockingWork.run { try Self.entries(page, database, template) }
            embedded.formUnion(entries.map(\.id))
            pending += entries
            while pending.count >= VectorFiles.batchSize {
                try await writeFile(Array(pending.prefix(VectorFiles.batchSize)), &index)
                pending.removeFirst(VectorFiles.batchSize)
            }
            progress.update(start + page.count)
        }
        if !pending.isEmpty { try await writeFile(pending, &index) }
        return index
    }

    private static func entries(
        _ groups: ArraySlice<ExportGroups.Group>, _ database: FullDatabase, _ template: EmbeddingTemplate
    ) throws -> [VectorFiles.Entry] {
        let vectors = try database.vectors(groups.map(\.id))
        let texts = Dictionary(
            uniqueKeysWithValues: try database.packages(groups.map(\.id).filter { vectors[$0] != nil }).map {
                ($0.package.id, template.text(of: $0.package))
            })
        return groups.compactMap { group in
            guard let vector = vectors[group.id], !vector.isEmpty else { return nil }
            let text = String(String.UnicodeScalarView((texts[group.id] ?? "").unicodeScalars.prefix(500)))
            return VectorFiles.Entry(
                id: group.key, name: group.name, version: group.version, text: text, vector: vector)
        }
    }

    private func writeFile(_ entries: [VectorFiles.Entry], _ index: inout VectorFiles.Index) async throws {
        let key = VectorFiles.key(index.files.count, entries.count)
        let bytes = try VectorFiles.encode(entries, dimension: index.dimension)
        try await put(key, bytes, ["vector-count": "\(entries.count)", "dimension": "\(index.dimension)"])
        index.files.append(.init(key: key, count: entries.count, size: bytes.count))
    }

    private func put(_ key: String, _ bytes: [UInt8], _ metadata: [String: String]) async throws {
        try await store.put(
            key, .bytes(bytes),
            PutOptions(contentType: "application/json", contentEncoding: "gzip", metadata: metadata))
    }

    private func removeOldFiles(_ index: VectorFiles.Index) async throws -> Int {
        let current = Set(index.files.map(\.key))
        var old: [String] = []
        for try await object in store.objects(prefix: VectorFiles.prefix + "batch_") where !current.contains(object.key)
        {
            old.append(object.key)
        }
        if !old.isEmpty { try await store.delete(old) }
        return old.count
    }

    // MARK: Items

    private func writeItems(
        _ groups: [ExportGroups.Group], _ database: FullDatabase, _ embedded: Set<String>, _ options: Options
    ) async throws -> Int {
        let lastUpdated = database.metadata[.builtAt] ?? ""
        let seconds = (Timestamp.milliseconds(iso8601: lastUpdated) ?? 0) / 1000
        progress.begin("exporting items", total: groups.count)
        defer { progress.end() }
        var start = 0
        let written = try await writer.write {
            let page = groups[start..<min(start + Self.page, groups.count)]
            start += page.count
            progress.update(start)
            return try await BlockingWork.run {
                let stored = Dictionary(
                    uniqueKeysWithValues: try database.packages(page.map(\.id)).map { ($0.package.id, $0.package) })
                return page.compactMap { group in
                    stored[group.id].map { package in
                        .put(
                            PackageItem.item(
                                of: package, paths: group.paths, lastUpdated: lastUpdated,
                                embeddingUpdated: embedded.contains(group.key) ? seconds : nil, isFlat: options.isFlat))
                    }
                }
            }
        }
        guard written.failed == 0, written.written == groups.count else {
            throw FdnixError(
                .incompatible,
                "\(groups.count - written.written) of \(groups.count) items were not written to \(table.location); what "
                    + "was wrong with them is told above")
        }
        return written.written
    }

    /// Removes what the table has and the database has not.
    private func prune(_ groups: [ExportGroups.Group]) async throws -> Int {
        let current = Set(groups.map { ItemKey(.string($0.name), .string($0.version)) })
        var old: [BatchWrite] = []
        for try await item in table.items() {
            let key = try table.schema.key(of: item)
            if !current.contains(key) { old.append(.delete(key)) }
        }
        var rest = old[...]
        let written = try await writer.write {
            defer { rest = rest.dropFirst(Self.page) }
            return Array(rest.prefix(Self.page))
        }
        guard written.failed == 0 else {
            throw FdnixError(.incompatible, "\(written.failed) old items were not removed from \(table.location)")
        }
        return written.written
    }
}
