import Basics
import Catalog
import Embedding
import JSON
import Logging
import Nixpkgs
import PackageSearch
import SearchEngine

/// Phase 3: the minified database and the search index, from the full database.
struct MinifiedPhase {
    let run: IndexingRun
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: IndexingRun) { self.run = run }

    func perform(_ report: inout RunReport) async throws {
        Logger.minified.info("=== MINIFIED DATABASE GENERATION PHASE ===")
        let source = configuration.outputPath
        guard FileSystem.exists(source) else {
            throw FdnixError(.notFound, "no full database at \(source): run the metadata phase first")
        }
        let databasePath = AtomicFile.temporaryPath(for: configuration.minifiedPath)
        let indexPath = AtomicFile.temporaryPath(for: configuration.indexPath)
        defer {
            // After a success there is nothing to remove, and after a failure the failure tells more.
            try? CatalogFile.remove(databasePath)
            try? FileSystem.remove(indexPath)
        }
        var (database, contents) = try await read(source, at: databasePath)
        report.take(database.metadata)
        report.packages = contents.documents.count
        report.embeddings = contents.rows.count
        // The two need nothing of each other; the database is quiet, the index tells how far things are.
        async let fullText: Void = database.buildFullTextIndex()
        try await buildIndex(of: &contents, database.metadata, at: indexPath)
        run.progress.begin("Building DuckDB's full-text index", total: nil)
        defer { run.progress.end() }
        try await fullText
        try Task.checkCancellation()
        // Both are whole before either takes its place.
        try AtomicFile.replace(configuration.minifiedPath, with: databasePath)
        try AtomicFile.replace(configuration.indexPath, with: indexPath)
        report.artifacts += [configuration.minifiedPath, configuration.indexPath]
    }

    /// What the index is made of.
    private struct Contents: Sendable {
        var documents: [IndexDocument] = []
        /// The vectors, one after the other.
        var vectors: [Float] = []
        /// The place of a package's vector among them.
        var rows: [String: Int] = [:]
        /// The outputs that packages stand for, where they are not `out`.
        var outputs: [String: String] = [:]
    }

    /// Reads the full database once: for the minified database, and for the index.
    private func read(_ source: String, at path: String) async throws -> (MinifiedDatabase, Contents) {
        var contents = Contents()
        var mapping = PackageDocument()
        let database = try await MinifiedDatabase(
            from: source, at: path, configuration.fullText, progress: run.progress
        ) { id, vector in
            contents.rows[id] = contents.rows.count
            contents.vectors.append(contentsOf: vector)
        } onPackage: { stored in
            if !stored.package.output.isEmpty { contents.outputs[stored.package.id] = stored.package.output }
            contents.documents.append(mapping.document(of: stored, vector: contents.rows[stored.package.id]))
        }
        return (database, contents)
    }

    private func buildIndex(of contents: inout Contents, _ metadata: Metadata, at path: String) async throws {
        var info = BuildInfo(metadata)
        info.packages = contents.documents.count
        info.embeddings = contents.rows.count
        var json = JSONWriter()
        info.write(to: &json)
        var builder = IndexBuilder(schema: .packages)
        builder.buildInfo = json.bytes
        if !contents.rows.isEmpty {
            builder.vectors = contents.vectors
            builder.dimension = info.embeddingDimension
            builder.model = try model(named: info.embeddingModel ?? "")
        }
        let progress = run.progress
        progress.begin("Building the search index", total: contents.documents.count)
        defer { progress.end() }
        try await BlockingWork.run {
            try complete(&contents.documents, outputs: contents.outputs)
            try Task.checkCancellation()
            try builder.write(contents.documents, to: path) { progress.update($0) }
        }
    }

    /// Adds to documents what the knowledge files, and only all documents together, tell.
    private func complete(_ documents: inout [IndexDocument], outputs: [String: String]) throws {
        let names = Dictionary(documents.map { ($0.key, $0.texts[.name] ?? "") }) { first, _ in first }
        let installed = try configuration.programsPath.map { try ProgramsDatabase(path: $0).programs } ?? [:]
        let knowledge = try AppliedKnowledge(names: names, outputs: outputs, installed: installed)
        for i in documents.indices { knowledge.apply(to: &documents[i]) }
        let prominence = Prominence(documents)
        for i in documents.indices { PackageDocument.refinePrior(&documents[i], prominence) }
        PackageVariants.order(&documents)
    }

    /// The bytes of the model to put into the index: the one that embedded the packages, nil where it is a remote one.
    private func model(named id: String) throws -> ModelSections? {
        let model = try EmbeddingModel(configuration)
        guard model.modelID == id else {
            throw FdnixError(
                .incompatible,
                "the vectors of \(configuration.outputPath) were made by \(id), not by \(model.modelID): run the "
                    + "embedding phase again, or set FDNIX_EMBEDDER, FDNIX_MODEL or BEDROCK_MODEL_ID to that model")
        }
        return model.sections
    }
}
