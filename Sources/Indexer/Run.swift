import Basics
import Catalog
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One run of the indexer: what all phases share.
public struct Run: Sendable {
    /// `YYYYMMDDTHHMMSSZ-<8 hex>`
    public let id: String
    /// When it began, ISO-8601.
    public let startedAt: String
    /// What it was told.
    public let configuration: IndexerConfiguration
    /// Where it says how far it is.
    public let progress: any ProgressReporter

    /// Begins a run now.
    public init(_ configuration: IndexerConfiguration, progress: any ProgressReporter) {
        self.configuration = configuration
        self.progress = progress
        startedAt = Timestamp.iso8601()
        let compact = startedAt.prefix(19).filter { $0 != "-" && $0 != ":" }
        let hex = String(UInt32.random(in: .min ... .max), radix: 16)
        id = "\(compact)Z-\(String(repeating: "0", count: 8 - hex.count))\(hex)"
    }

    /// Runs the phases of the mode, one after the other; each takes its input from the artifacts of the one before.
    public func perform() async throws -> RunReport {
        var report = RunReport(runID: id, mode: configuration.mode)
        let start = ContinuousClock.now
        let lock = try prepareOutput()
        defer { withExtendedLifetime(lock) {} }
        if configuration.mode.runsMetadata {
            try await timed("metadata", &report) { try await MetadataPhase(run: self).perform(&$0) }
        }
        if configuration.mode.runsEmbedding {
            if configuration.embeddings {
                try await timed("embedding", &report) { try await EmbeddingPhase(run: self).perform(&$0) }
            } else {
                Logger.embedding.info("=== EMBEDDING GENERATION SKIPPED (EMBEDDINGS DISABLED) ===")
            }
        }
        if configuration.mode.runsMinified {
            try await timed("minified", &report) { try await MinifiedPhase(run: self).perform(&$0) }
        }
        report.seconds = (ContinuousClock.now - start).seconds
        report.peakMemory = ResourceUsage.peakMemory
        try Manifest(self, report).write()
        return report
    }

    private func timed(
        _ phase: String, _ report: inout RunReport, _ body: (inout RunReport) async throws -> Void
    ) async throws {
        try Task.checkCancellation()
        let start = ContinuousClock.now
        try await body(&report)
        report.phases.append(.init(name: phase, seconds: (ContinuousClock.now - start).seconds))
    }

    /// Makes the output directories, clears what killed runs left, and keeps other runs out.
    private func prepareOutput() throws -> FileLock {
        let targets = [
            configuration.outputPath, configuration.minifiedPath, configuration.indexPath, configuration.cachePath,
        ]
        for target in targets {
            let directory = FileSystem.directory(of: target)
            try FileSystem.createDirectories(directory)
            guard FileSystem.isWritable(directory) else {
                throw FdnixError(
                    .io, "cannot write to \(directory): it is read-only for you; choose another place with --output")
            }
        }
        let directory = FileSystem.directory(of: configuration.outputPath)
        let lock = try FileLock(
            path: "\(directory)/.fdnix.lock",
            busy: "another fdnix index is writing to \(directory): wait for it, or choose another --output")
        for target in targets + ["\(directory)/manifest.json"] { AtomicFile.removeStale(beside: target) }
        return lock
    }
}

extension Logger {
    static let indexer = Logger(label: "fdnix.nixpkgs-indexer")
    static let extractor = Logger(label: "fdnix.nixpkgs-extractor")
    static let embedding = Logger(label: "fdnix.embedding-generator")
    static let minified = Logger(label: "fdnix.minified-duckdb-writer")
}
