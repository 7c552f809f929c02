import Basics
import Catalog
import DuckDB
import Embedding
import Logging
import Nixpkgs

/// Phase 2: a vector for every package, from the cache or the model, and the HNSW index.
struct EmbeddingPhase {
    let run: Run
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: Run) { self.run = run }

    func perform(_ report: inout RunReport) async throws {
        Logger.embedding.info("=== EMBEDDING GENERATION PHASE ===")
        let path = configuration.databasePath
        guard FileSystem.exists(path) else {
            throw FdnixError(.notFound, "no full database at \(path): run the metadata phase first")
        }
        let model = try EmbeddingModel(configuration)
        let temporary = AtomicFile.temporaryPath(for: path)
        defer { try? CatalogFile.remove(temporary) }
        let texts = try copy(path, to: temporary, model)
        report.packages = texts.count

        let unique = UniqueTexts(texts)
        let vectors = try await self.vectors(of: unique, model, &report)
        let embedded = unique.entries.filter { !vectors.invalid.contains($0.row) }
        try FullDatabase.update(at: temporary) { database in
            try database.writeEmbeddings(embedded, vectors: vectors.values, progress: run.progress)
            report.embeddings = embedded.count
            report.modelID = model.model.modelID
            report.dimension = model.model.dimension
            report.revision = database.metadata[.nixpkgsRevision] ?? "unknown"
            report.source = database.metadata[.source] ?? ""
        }
        guard report.coverage >= configuration.minimumCoverage else {
            throw FdnixError(
                .coverage,
                "only \(embedded.count) of \(texts.count) packages have a vector (coverage below FDNIX_MIN_COVERAGE \(configuration.minimumCoverage)); nothing was replaced"
            )
        }
        try FullDatabase.update(at: temporary) { try buildVectorIndex($0) }
        try AtomicFile.replace(path, with: temporary)
        report.artifacts = report.artifacts.filter { $0 != path } + [path]
    }

    /// A fresh copy of the database without vectors, and its packages' texts.
    private func copy(_ path: String, to temporary: String, _ model: EmbeddingModel) throws -> [(
        id: String, text: String
    )] {
        let metadata = try FullDatabase(reading: path).metadata
        let options = FullDatabaseOptions(
            info: metadata.buildInfo, template: model.template, modelID: model.model.modelID,
            dimension: model.model.dimension)
        let isFresh =
            metadata[.embeddingCount] == "0" && metadata[.embeddingModel] == options.modelID
            && metadata[.embeddingTemplate] == options.template.name
            && metadata.int(.embeddingDimension) == options.dimension
        if isFresh {
            try FileSystem.copy(path, to: temporary)
        } else {
            try FullDatabase.rebuild(from: path, at: temporary, options, progress: run.progress)
        }
        var texts: [(id: String, text: String)] = []
        try FullDatabase(reading: temporary).forEachPackage { stored in
            texts.append((stored.package.id, model.template.text(of: stored.package)))
        }
        return texts
    }

    // MARK: Vectors

    private struct Vectors {
        var values: [Float]
        /// Rows that no vector came of.
        var invalid: Set<Int>
    }

    /// One vector a distinct text: what the cache has is not embedded again.
    private func vectors(of unique: UniqueTexts, _ model: EmbeddingModel, _ report: inout RunReport) async throws
        -> Vectors
    {
        let cache = try VectorCache(path: configuration.cachePath, key: model.key)
        let known = try cache.lookup(unique.hashes)
        let missing = configuration.forceEmbeddings ? Array(unique.hashes.indices) : known.missing
        report.textsCached = unique.hashes.count - missing.count
        report.textsRequested = missing.count
        var values = known.vectors
        var invalid: Set<Int> = []
        run.progress.begin("Embedding", total: missing.count)
        let dimension = model.model.dimension
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            try Task.checkCancellation()
            let rows = missing[start..<min(start + Self.batch, missing.count)]
            let matrix = try await model.model.embed(rows.map { unique.texts[$0] })
            // Kept batch by batch: an interrupted run loses one batch at most, a few tenths of a second.
            let hashes = rows.map { unique.hashes[$0] }
            let failed = try cache.insert(hashes, vectors: matrix.values, replacing: configuration.forceEmbeddings)
            // Taken as the cache keeps them, of length 1: the next run, which reads them there, writes the same rows.
            let kept = try cache.lookup(hashes).vectors
            for (i, row) in rows.enumerated() {
                values.replaceSubrange(
                    row * dimension..<(row + 1) * dimension, with: kept[i * dimension..<(i + 1) * dimension])
            }
            for position in failed { invalid.insert(rows[rows.startIndex + position]) }
            run.progress.update(start + rows.count)
        }
        run.progress.end()
        report.textsFailed = invalid.count
        try cache.save()
        Logger.embedding.info(
            "\(missing.count) texts embedded, \(report.textsCached) taken from the cache, \(invalid.count) failed")
        return Vectors(values: values, invalid: invalid)
    }

    private static let batch = 131_072

    private func buildVectorIndex(_ database: FullDatabase) throws {
        switch configuration.vectorIndex {
        case .off: return
        case .auto where !database.canBuildVectorIndex:
            Logger.embedding.warning("the DuckDB extension vss is not installed: the full database gets no HNSW index")
            return
        case .auto, .on: break
        }
        run.progress.begin("Building DuckDB's HNSW index", total: nil)
        defer { run.progress.end() }
        let interrupter = database.interrupter
        try Interruption.whileRunning(interrupter.interrupt) {
            try database.createVectorIndex(configuration.vectorIndexParameters)
        }
    }
}

/// The distinct texts of a list of packages, and which package has which.
struct UniqueTexts {
    private(set) var texts: [String] = []
    private(set) var hashes: [String] = []
    private(set) var entries: [(id: String, row: Int)] = []

    init(_ packages: [(id: String, text: String)]) {
        var rows: [String: Int] = [:]
        for (id, text) in packages {
            let row = rows[text] ?? texts.count
            if row == texts.count {
                rows[text] = row
                texts.append(text)
                hashes.append(TextHashes(text).text)
            }
            entries.append((id, row))
        }
    }
}
