import Basics
import Catalog
import Logging
import Nixpkgs
import PackageSearch

/// Phase 1: from the source to a new full database without vectors.
struct MetadataPhase {
    let run: IndexingRun
    let storage: RunStorage?
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: IndexingRun, storage: RunStorage?) {
        self.run = run
        self.storage = storage
    }

    func perform(_ report: inout RunReport) async throws {
        Logger.indexer.info("=== METADATA GENERATION PHASE ===")
        let extraction = try await extract()
        report.take(extraction)
        guard !extraction.packages.isEmpty else {
            throw FdnixError(.malformedInput, "\(extraction.source) holds no packages; nothing was replaced")
        }
        try ShrinkGate(configuration: configuration).check(extraction.packages.count)
        try await storage?.checkShrink(extraction.packages.count)
        try await write(extraction)
        report.artifacts.append(configuration.outputPath)
    }

    /// Reads the source that the run was told to use.
    private func extract() async throws -> Extraction {
        try FileSystem.createDirectories(configuration.sourceOptions.cacheDirectory)
        let source = try configuration.source.source(configuration.sourceOptions)
        Logger.extractor.info("reading \(source.description)")
        let extraction = try await source.packages(progress: run.progress)
        for record in extraction.skipped {
            Logger.extractor.warning("skipped \(record.attribute): \(record.reason)")
        }
        let address = extraction.finalURL.map { " from \($0)" } ?? ""
        Logger.extractor.info(
            """
            read \(extraction.documentBytes.grouped) bytes\(address): \(extraction.packages.count.grouped) packages, \
            \(extraction.skippedCount.grouped) records skipped, \(extraction.droppedPatterns.grouped) patterns of \
            platforms left out
            """)
        return extraction
    }

    private func write(_ extraction: Extraction) async throws {
        var info = BuildInfo()
        info.runID = run.id
        info.builtAt = run.startedAt
        info.indexerVersion = fdnixVersion
        info.source = extraction.source
        info.nixpkgsRevision = extraction.revision
        info.nixpkgsChannel = extraction.channel
        let options = try EmbeddingModel(configuration).databaseOptions(run: info.run)
        let temporary = AtomicFile.temporaryPath(for: configuration.outputPath)
        // After a success there is nothing to remove, and after a failure the failure tells more.
        defer { try? CatalogFile.remove(temporary) }
        try await FullDatabase.create(at: temporary, options, packages: extraction.packages, progress: run.progress)
        try AtomicFile.replace(configuration.outputPath, with: temporary)
    }
}
