import Basics
import Catalog
import DuckDB
import Embedding
import Logging
import Nixpkgs

/// Phase 2: a vector for every package, from the cache or the model, and the HNSW index.
struct EmbeddingPhase {
    let run: IndexingRun
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: IndexingRun) { self.run = run }

    func perform(_ report: inout RunReport) async throws {
        Logger.embedding.info("=== EMBEDDING GENERATION PHASE ===")
        let path = configuration.databasePath
        guard FileSystem.exists(path) else {
            throw FdnixError(.notFound, "no full database at \(path): run the metadata phase first")
        }
        let model = try EmbeddingModel(configuration)
        let temporary = AtomicFile.temporaryPath(for: path)
        // After a success there is nothing to remove, and after a failure the failure tells more.
        defer { try? CatalogFile.remove(temporary) }
        let (texts, facts, metadata) = try await copy(path, to: temporary, model)
        report.take(metadata)
        report.packages = texts.packages.count
        let vectors = try await vectors(of: texts, model, &report)
        let embedded = texts.packages.filter { vectors.isValid[$0.row] }
        let inferred = try await categories(of: facts, texts, vectors, model)
        try await FullDatabase.update(at: temporary) { database in
            try database.writeEmbeddings(embedded, vectors: vectors.values, progress: run.progress)
            try database.writeInferredCategories(inferred)
        }
        guard report.coverage >= configuration.minimumCoverage else {
            throw FdnixError(
                .coverage,
                "only \(report.embeddings) of \(report.packages) packages have a vector (coverage below "
                    + "FDNIX_MIN_COVERAGE \(configuration.minimumCoverage)); nothing was replaced")
        }
        try await FullDatabase.update(at: temporary) { try buildVectorIndex($0) }
        try AtomicFile.replace(path, with: temporary)
        report.artifacts = report.artifacts.filter { $0 != path } + [path]
    }

    /// Makes a fresh copy of the database without vectors; returns its packages' texts, what tells their categories (in
    /// the same order, nil where there is nothing to infer), and its metadata.
    private func copy(
        _ path: String, to temporary: String, _ model: EmbeddingModel
    ) async throws -> (DistinctTexts, [CategoryFacts?], Metadata) {
        let metadata = try FullDatabase(reading: path).metadata
        let options = model.databaseOptions(run: metadata.run)
        let isFresh =
            metadata[.embeddingCount] == "0" && metadata[.embeddingModel] == options.modelID
            && metadata[.embeddingTemplate] == options.template.name
            && metadata.int(.embeddingDimension) == options.dimension
        var texts = DistinctTexts()
        var facts: [CategoryFacts?] = []
        if isFresh {
            try await BlockingWork.run {
                try FileSystem.copy(path, to: temporary)
                try FullDatabase(reading: temporary).forEachPackage { stored in
                    try texts.add(model.template.text(of: stored.package), of: stored.package.id)
                    facts.append(CategoryFacts(stored.package))
                }
            }
        } else {
            try await FullDatabase.rebuild(from: path, at: temporary, options, progress: run.progress) { package in
                try texts.add(model.template.text(of: package), of: package.id)
                facts.append(CategoryFacts(package))
            }
        }
        return (texts, facts, try FullDatabase(reading: temporary).metadata)
    }

    /// What packages are for whose path does not tell.
    private func categories(
        of facts: [CategoryFacts?], _ texts: DistinctTexts, _ vectors: Vectors, _ model: EmbeddingModel
    ) async throws -> [(id: String, category: Category)] {
        guard CategoryInference.isPossible(facts) else { return [] }
        run.progress.begin("Inferring categories", total: nil)
        defer { run.progress.end() }
        let dimension = model.embedder.dimension
        let known = zip(facts, texts.packages).compactMap { facts, package in
            let start = package.row * dimension
            return vectors.isValid[package.row] ? facts.map { ($0, vectors.values[start..<start + dimension]) } : nil
        }
        let inference = CategoryInference(known, phrases: try await CategoryPhrase.all(model.embedder))
        return await BlockingWork.run {
            let inferred = inference.infer()
            let (topLevel, nested) = inference.measure()
            Logger.embedding.info(
                """
                \(inferred.count) categories inferred, \(inferred.count { $0.category == .misc }) of them misc; \
                top level: \(topLevel); inside sets: \(nested)
                """)
            return inferred
        }
    }

    // MARK: Vectors

    private struct Vectors {
        /// One row a distinct text.
        var values: [Float]
        /// Whether a row is a vector.
        var isValid: [Bool]
    }

    /// One vector a distinct text: what the cache has is not embedded again.
    private func vectors(
        of texts: DistinctTexts, _ model: EmbeddingModel, _ report: inout RunReport
    ) async throws -> Vectors {
        let cache = try VectorCache(path: configuration.cachePath, key: model.key)
        let known = try await with(cache) { try cache.lookup(texts.hashes) }
        let missing = configuration.forceEmbeddings ? Array(texts.hashes.indices) : known.missing
        report.textsCached = texts.hashes.count - missing.count
        report.textsRequested = missing.count
        var vectors = Vectors(values: known.vectors, isValid: Array(repeating: true, count: texts.hashes.count))
        for row in missing { vectors.isValid[row] = false }
        report.embeddings = texts.packages.count(where: { vectors.isValid[$0.row] })
        run.progress.begin("Embedding", total: missing.count)
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            try Task.checkCancellation()
            let rows = missing[start..<min(start + Self.batch, missing.count)]
            let failed = try await embed(rows, of: texts, model, cache, into: &vectors)
            report.textsFailed += failed
            report.embeddings = texts.packages.count(where: { vectors.isValid[$0.row] })
            run.progress.update(start + rows.count)
        }
        run.progress.end()
        _ = try await with(cache) { try cache.save() }
        Logger.embedding.info(
            """
            \(missing.count) texts embedded, \(report.textsCached) taken from the cache, \(report.textsFailed) failed
            """)
        return vectors
    }

    /// Embeds the texts of `rows`; returns of how many no vector came.
    private func embed(
        _ rows: ArraySlice<Int>, of texts: DistinctTexts, _ model: EmbeddingModel, _ cache: VectorCache,
        into vectors: inout Vectors
    ) async throws -> Int {
        let batch = try await model.embedder.embed(rows.map { texts.texts[$0] }, purpose: .document)
        let failures = batch.failures
        if let first = failures.first {
            Logger.embedding.warning("\(failures.count.grouped) texts could not be embedded: \(first.error)")
        }
        // Kept batch by batch: an interrupted run loses one batch at most, a few tenths of a second.
        let hashes = rows.map { texts.hashes[$0] }
        let (invalid, kept) = try await with(cache) {
            let invalid = try cache.insert(hashes, vectors: batch.values, replacing: configuration.forceEmbeddings)
            // Taken as the cache keeps them, of length 1: the next run, which reads them there, writes the same rows.
            return (Set(invalid), try cache.lookup(hashes).vectors)
        }
        let dimension = model.embedder.dimension
        for (position, row) in rows.enumerated() {
            vectors.values.replaceSubrange(
                row * dimension..<(row + 1) * dimension, with: kept[position * dimension..<(position + 1) * dimension])
            vectors.isValid[row] = !invalid.contains(position)
        }
        return invalid.count
    }

    private static let batch = 131_072

    /// Works with the cache on a thread of its own; its statements end when the task is cancelled.
    private func with<T>(_ cache: VectorCache, _ body: () throws -> T) async throws -> T {
        try await BlockingWork.run { try await cache.interrupter.stoppingOnCancellation(body) }
    }

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
        try database.createVectorIndex(configuration.vectorIndexParameters)
    }
}

/// The distinct texts of packages, and which package has which.
struct DistinctTexts {
    private(set) var texts: [String] = []
    /// What vectors of the texts are kept under.
    private(set) var hashes: [String] = []
    /// The packages in the order they were added, with the place of their text.
    private(set) var packages: [(id: String, row: Int)] = []
    private var rows: [String: Int] = [:]

    mutating func add(_ text: String, of package: String) throws {
        let row = rows[text] ?? texts.count
        if row == texts.count {
            hashes.append(try TextHashes.key(of: text))
            rows[text] = row
            texts.append(text)
        }
        packages.append((package, row))
    }
}
