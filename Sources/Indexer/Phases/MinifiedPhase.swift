import Basics
import Catalog
import Embedding
import JSON
import Logging
import Nixpkgs
import SearchIndex

/// Phase 3: the minified database and the search index, from the full database.
struct MinifiedPhase {
    let run: Run
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: Run) { self.run = run }

    func perform(_ report: inout RunReport) async throws {
        Logger.minified.info("=== MINIFIED DATABASE GENERATION PHASE ===")
        let source = configuration.outputPath
        guard FileSystem.exists(source) else {
            throw FdnixError(.notFound, "no full database at \(source): run the metadata phase first")
        }
        let minified = AtomicFile.temporaryPath(for: configuration.minifiedPath)
        let index = AtomicFile.temporaryPath(for: configuration.indexPath)
        defer {
            try? CatalogFile.remove(minified)
            try? FileSystem.remove(index)
        }
        // The two need nothing of each other; the database's copy is quiet, the index tells how far things are.
        async let database: Void = createDatabase(from: source, at: minified)
        try buildIndex(from: source, at: index, &report)
        run.progress.begin("Building DuckDB's full-text index", total: nil)
        defer { run.progress.end() }
        try await database
        try Task.checkCancellation()
        // Both are whole before either takes its place.
        try AtomicFile.replace(configuration.minifiedPath, with: minified)
        try AtomicFile.replace(configuration.indexPath, with: index)
        report.artifacts += [configuration.minifiedPath, configuration.indexPath]
    }

    private func createDatabase(from source: String, at path: String) async throws {
        try MinifiedDatabase.create(from: source, at: path, configuration.fullText)
    }

    private func buildIndex(from source: String, at path: String, _ report: inout RunReport) throws {
        let database = try FullDatabase(reading: source)
        let metadata = database.metadata
        var rows: [String: Int] = [:]
        var builder = IndexBuilder()
        try database.forEachEmbedding { id, vector in
            rows[id] = rows.count
            builder.vectors.append(contentsOf: vector)
        }
        var mapping = PackageDocument()
        var documents: [IndexDocument] = []
        try database.forEachPackage { stored in
            documents.append(mapping.document(of: stored.package, vector: rows[stored.package.id]))
        }
        let names = Dictionary(documents.map { ($0.key, $0.texts[.name] ?? "") }) { first, _ in first }
        let installed = try run.configuration.programsPath.map { try ProgramsDatabase(path: $0).programs } ?? [:]
        let knowledge = try AppliedKnowledge(names: names, installed: installed)
        for i in documents.indices { knowledge.apply(to: &documents[i]) }
        let prominence = Prominence(documents)
        for i in documents.indices { PackageDocument.refinePrior(&documents[i], prominence) }
        report.packages = documents.count
        report.embeddings = rows.count
        report.modelID = metadata[.embeddingModel] ?? ""
        report.dimension = metadata.int(.embeddingDimension) ?? 0
        report.revision = metadata[.nixpkgsRevision] ?? "unknown"
        report.source = metadata[.source] ?? ""
        if !rows.isEmpty {
            builder.dimension = report.dimension
            builder.model = try model(named: report.modelID)
        }
        builder.buildInfo = Self.buildInfo(metadata, packages: documents.count, embeddings: rows.count)
        run.progress.begin("Building the search index", total: documents.count)
        defer { run.progress.end() }
        let progress = run.progress
        try builder.write(documents, to: path) { progress.update($0) }
    }

    /// The model to put into the index: the one that embedded the packages, or none when it is another kind.
    private func model(named id: String) throws -> StaticModel? {
        let model = try EmbeddingModel(configuration).model
        guard model.modelID == id else {
            throw FdnixError(
                .incompatible,
                "the vectors of \(configuration.outputPath) were made by \(id), not by \(model.modelID): run the embedding phase again, or set FDNIX_MODEL to that model"
            )
        }
        return model
    }

    private static func buildInfo(_ metadata: Metadata, packages: Int, embeddings: Int) -> [UInt8] {
        let info = metadata.buildInfo
        let object: JSONObject = [
            "run_id": .string(info.runID), "built_at": .string(info.builtAt),
            "indexer_version": .string(info.indexerVersion), "source": .string(info.source),
            "nixpkgs_revision": .string(info.nixpkgsRevision), "nixpkgs_channel": .string(info.nixpkgsChannel),
            "packages": .integer(Int64(packages)), "embeddings": .integer(Int64(embeddings)),
            "embedding_model": .string(metadata[.embeddingModel] ?? ""),
            "embedding_dim": .integer(Int64(metadata.int(.embeddingDimension) ?? 0)),
            "embedding_template_version": .string(metadata[.embeddingTemplate] ?? ""),
        ]
        return JSONValue.object(object).encoded
    }
}
