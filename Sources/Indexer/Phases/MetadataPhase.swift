import Basics
import Catalog
import Embedding
import Logging
import Nixpkgs

/// Phase 1: from the source to a new full database without vectors.
struct MetadataPhase {
    let run: Run
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: Run) { self.run = run }

    func perform(_ report: inout RunReport) async throws {
        Logger.indexer.info("=== METADATA GENERATION PHASE ===")
        let extraction = try await Extractor(run: run).extract()
        report.packages = extraction.packages.count
        report.skippedCount = extraction.skippedCount
        report.skipped = extraction.skipped
        report.duplicates = extraction.duplicateCount
        report.source = extraction.source
        report.revision = extraction.revision ?? "unknown"
        for record in extraction.skipped {
            Logger.extractor.warning("skipped \(record.attribute): \(record.reason)")
        }
        guard !extraction.packages.isEmpty else {
            throw FdnixError(.malformedInput, "\(extraction.source) holds no packages; nothing was replaced")
        }
        try checkShrink(extraction.packages.count)
        try write(extraction, report)
        report.artifacts.append(configuration.outputPath)
    }

    /// A sudden loss of packages is a fault of the source, not news.
    private func checkShrink(_ count: Int) throws {
        guard let old = try? FullDatabase(reading: configuration.outputPath).packageCount(), old > 0 else { return }
        let shrink = 1 - Double(count) / Double(old)
        guard shrink <= configuration.maximumShrink else {
            throw FdnixError(
                .gate,
                "\(count) packages where the last run had \(old): more than FDNIX_MAX_SHRINK \(configuration.maximumShrink) are gone; check the source, raise it, or remove \(configuration.outputPath)"
            )
        }
    }

    private func write(_ extraction: Extraction, _ report: RunReport) throws {
        let model = try EmbeddingModel(configuration)
        let info = BuildInfo(
            runID: run.id, builtAt: run.startedAt, indexerVersion: fdnixVersion, source: extraction.source,
            nixpkgsRevision: report.revision, nixpkgsChannel: extraction.channel ?? "unknown")
        let options = FullDatabaseOptions(
            info: info, template: model.template, modelID: model.model.modelID, dimension: model.model.dimension)
        let temporary = AtomicFile.temporaryPath(for: configuration.outputPath)
        defer { try? CatalogFile.remove(temporary) }
        try FullDatabase.create(at: temporary, options, packages: extraction.packages, progress: run.progress)
        try AtomicFile.replace(configuration.outputPath, with: temporary)
    }
}
