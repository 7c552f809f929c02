import Basics
import Catalog
import DuckDB
import Embedding
import Logging
import Nixpkgs

/// Phase 2: a vector for every package, from the cache or the model, and the HNSW index.
struct EmbeddingPhase {
    let run: IndexingRun
    let storage: RunStorage?
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: IndexingRun, storage: RunStorage?) {
        self.run = run
        self.storage = storage
    }

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
        var (texts, facts, metadata) = try await copy(path, to: temporary, model)
        report.take(metadata)
        report.packages = texts.packages.count
        let phrases = CategoryInference.isPossible(facts) ? try CategoryPhrase.entries() : []
        let phraseRows = try phrases.map { try texts.row(of: $0.phrase) }
        let vectors = try await TextVectors.of(texts, model, run, storage, &report)
        let embedded = texts.packages.filter { vectors.isValid[$0.row] }
        let inferred = try await categories(of: facts, texts, vectors, Array(zip(phrases, phraseRows)))
        try await FullDatabase.update(at: temporary) { database in
            try database.writeEmbeddings(embedded, vectors: vectors.values, progress: run.progress)
            try database.writeInferredCategories(inferred)
        }
        guard report.coverage >= configuration.minimumCoverage else {
            // For whoever wants to know which packages have no vector; nobody is led there.
            try await storage?.keep(temporary, as: path)
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
        of facts: [CategoryFacts?], _ texts: DistinctTexts, _ vectors: TextVectors,
        _ phrases: [((phrase: String, category: Category), row: Int)]
    ) async throws -> [(id: String, category: Category)] {
        guard !phrases.isEmpty else { return [] }
        run.progress.begin("Inferring categories", total: nil)
        defer { run.progress.end() }
        let known = zip(facts, texts.packages).compactMap { facts, package in
            vectors[package.row].flatMap { vector in facts.map { ($0, vector) } }
        }
        let examples = phrases.compactMap { entry, row in
            vectors[row].map { CategoryPhrase(entry.phrase, entry.category, vector: $0) }
        }
        let inference = CategoryInference(known, phrases: examples)
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
