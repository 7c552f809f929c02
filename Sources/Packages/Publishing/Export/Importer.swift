public import Basics
import Catalog
import Nixpkgs
public import ObjectStorage
public import Tables

/// Reads an export back into a full database. What an export leaves out (other home pages, outputs, change logs) is
/// empty afterwards, and what differed between packages of one name and version is that of the one that spoke for them.
public struct Importer: Sendable {
    /// What an import found.
    public struct Outcome: Sendable, Equatable {
        /// How many packages the database has.
        public var packages: Int
        /// How many of them have a vector.
        public var embeddings: Int
    }

    private let table: any Table
    private let store: any ObjectStore
    private let progress: any ProgressReporter

    /// An importer from a table and a store.
    public init(table: any Table, store: any ObjectStore, progress: any ProgressReporter = SilentProgress()) {
        self.table = table
        self.store = store
        self.progress = progress
    }

    /// Builds the database at `path`, all at once; `run` names this import in it.
    ///
    /// Throws `notFound` where there is no export, `malformedInput` and `corrupt` for one that is not whole, and what
    /// table, store and database throw; what was at `path` stays then.
    public func `import`(to path: String, run: String) async throws -> Outcome {
        let index = try await VectorFiles.index(try await read(VectorFiles.indexKey))
        var (packages, ids, lastUpdated): ([Package], [String: [String]], String) = ([], [:], "")
        progress.begin("reading items", total: nil)
        for try await item in table.items() {
            let group = try PackageItem.packages(of: item)
            if let first = group.first { ids["\(first.packageName)#\(first.version)"] = group.map(\.id) }
            packages += group
            lastUpdated = max(lastUpdated, item["lastUpdated"]?.string ?? "")
            progress.update(packages.count)
        }
        progress.end()
        guard !packages.isEmpty else {
            throw FdnixError(.notFound, "the table \(table.location) has no items to import")
        }
        packages.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        let template: EmbeddingTemplate =
            index.template == EmbeddingTemplate.words.name ? .words : .labelled(limit: 8192)
        var metadata = Metadata()
        metadata[.runID] = run
        metadata[.builtAt] = lastUpdated
        metadata[.indexerVersion] = fdnixVersion
        metadata[.source] = "dynamodb:\(table.location)"
        metadata[.nixpkgsRevision] = "unknown"
        metadata[.nixpkgsChannel] = "unknown"
        let options = FullDatabaseOptions(
            run: metadata, template: template, modelID: index.model, dimension: index.dimension)
        let temporary = AtomicFile.temporaryPath(for: path)
        // After a success there is nothing to remove, and after a failure the failure tells more.
        defer { try? CatalogFile.remove(temporary) }
        try await FullDatabase.create(at: temporary, options, packages: packages, progress: progress)
        let (entries, vectors) = try await vectors(index, ids)
        try await FullDatabase.update(at: temporary) { try $0.writeEmbeddings(entries, vectors: vectors) }
        try await BlockingWork.run { try AtomicFile.replace(path, with: temporary) }
        return Outcome(packages: packages.count, embeddings: entries.count)
    }

    /// The vectors of all files one after the other, and which packages have which.
    private func vectors(
        _ index: VectorFiles.Index, _ ids: [String: [String]]
    ) async throws -> ([(id: String, row: Int)], [Float]) {
        var entries: [(id: String, row: Int)] = []
        var (vectors, row): ([Float], Int) = ([], 0)
        progress.begin("reading vectors", total: index.count)
        defer { progress.end() }
        for file in index.files {
            try Task.checkCancellation()
            let found = try await VectorFiles.entries(
                try await read(file.key), of: file.key, dimension: index.dimension)
            guard found.count == file.count else {
                throw FdnixError(.corrupt, "\(file.key) has \(found.count) vectors, not \(file.count); export again")
            }
            for entry in found {
                guard let packages = ids[entry.id] else {
                    throw FdnixError(.corrupt, "\(file.key) has a vector of \(entry.id), which the table has not")
                }
                entries += packages.map { ($0, row) }
                vectors += entry.vector
                row += 1
            }
            progress.update(row)
        }
        return (entries, vectors)
    }

    private func read(_ key: String) async throws -> [UInt8] {
        try await store.get(key).collect(upTo: VectorFiles.sizeLimit)
    }
}
