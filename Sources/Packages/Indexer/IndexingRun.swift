public import Basics
import Catalog
public import Logging
import Publishing
public import RemoteEmbedding
import TransformerEmbedding

/// One run of the indexer: what all phases share.
public struct IndexingRun: Sendable {
    /// Names the run: the time it began and a random number, `YYYYMMDDTHHMMSSZ-<8 hexadecimal digits>`.
    public let id: String
    /// When it began, ISO-8601 in UTC.
    public let startedAt: String
    /// Where packages come from, where artifacts go, and all else that it was told.
    public let configuration: IndexerConfiguration
    /// Where it says how far it is.
    public let progress: any ProgressReporter
    let remote: BulkEmbedders?
    /// Buckets and layers; without them a run writes local files only.
    public var cloud: RunCloud?

    /// A run that begins now: its id and time are taken, and nothing is done yet. Without `remote` it cannot embed by
    /// Bedrock.
    public init(_ configuration: IndexerConfiguration, progress: any ProgressReporter, remote: BulkEmbedders? = nil) {
        self.configuration = configuration
        self.progress = progress
        self.remote = remote
        startedAt = Timestamp.iso8601()
        id = RunID.make(startedAt: startedAt)
    }

    /// The run that the current task belongs to.
    @TaskLocal private static var current: String?

    /// Gives all that is logged during a run the run's id, as `run_id`.
    public static let logMetadata = Logger.MetadataProvider { current.map { ["run_id": "\($0)"] } ?? [:] }

    /// Does `body` as a part of the run: all that is logged meanwhile carries its id. Throws what `body` does.
    public func during<T>(_ body: () async throws -> T) async rethrows -> T {
        try await Self.$current.withValue(id, operation: body)
    }

    /// Runs the phases of the mode, one after the other; each takes its input from the artifacts of the one before.
    ///
    /// A cancelled task ends the run soon, with the artifacts that are complete by then.
    public func perform() async throws(IndexingFailure) -> RunReport {
        var report = RunReport(runID: id, mode: configuration.mode)
        let start = ContinuousClock.now
        func close() {
            report.seconds = (ContinuousClock.now - start).seconds
            report.peakMemory = ResourceUsage.peakMemory
        }
        do {
            try await during {
                let lock = try prepareOutput()
                defer { withExtendedLifetime(lock) {} }
                let storage = try RunStorage(self)
                try await perform(&report, storage)
                close()
                guard !report.artifacts.isEmpty else { return }
                let manifest = Manifest(self, report)
                try await BlockingWork.run { try manifest.write() }
                try await storage?.finish(report)
            }
            return report
        } catch {
            close()
            throw IndexingFailure(report: report, cause: error)
        }
    }

    private func perform(_ report: inout RunReport, _ storage: RunStorage?) async throws {
        let embeds = configuration.embeddings && configuration.mode.runsEmbedding
        // That a part is missing is better said before the work than after half of it.
        if embeds { try configuration.transformer?.check() }
        if configuration.mode.runsMetadata {
            try await timed("metadata", &report) { report in
                try await MetadataPhase(run: self, storage: storage).perform(&report)
                // Where vectors are still to come, the one without them is not for others.
                let isComplete = configuration.mode == .metadata || !configuration.embeddings
                try await storage?.upload([configuration.outputPath], isAliased: isComplete)
            }
        }
        if configuration.mode.runsEmbedding {
            if configuration.embeddings {
                try await timed("embedding", &report) { report in
                    try await storage?.fetchDatabase(to: configuration.databasePath)
                    try await EmbeddingPhase(run: self, storage: storage).perform(&report)
                    try await storage?.upload([configuration.databasePath], isAliased: true)
                }
            } else {
                Logger.embedding.info("=== EMBEDDING GENERATION SKIPPED (EMBEDDINGS DISABLED) ===")
            }
        }
        if configuration.mode.runsMinified {
            try await timed("minified", &report) { report in
                try await storage?.fetchDatabase(to: configuration.outputPath)
                try await MinifiedPhase(run: self).perform(&report)
                var paths = [configuration.minifiedPath, configuration.indexPath]
                if let layer = layerPhase(storage) { paths.append(try await layer.build(&report)) }
                try await storage?.upload(paths, isAliased: true)
            }
        }
        if let layer = layerPhase(storage) {
            try await timed("publish", &report) { try await layer.perform(&$0) }
        }
    }

    private func layerPhase(_ storage: RunStorage?) -> LayerPhase? {
        guard let storage, let layer = storage.settings.layer else { return nil }
        return LayerPhase(run: self, storage: storage, layer: layer)
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
        for target in targets + [configuration.manifestPath] { AtomicFile.removeStale(beside: target) }
        return lock
    }
}

/// Makes what embeds texts by Bedrock as the setup says: texts of a template's version, with files on their way in a
/// directory of this machine. The program that runs the indexer knows the credentials.
public typealias BulkEmbedders =
    @Sendable (BedrockSetup, _ templateVersion: Int, _ directory: String, Logger) throws -> BulkEmbedder

/// A run that did not reach its end, with what it had done by then.
public struct IndexingFailure: Error, CustomStringConvertible {
    /// What the run did before it failed; of the phase that failed, what is known so far.
    public let report: RunReport
    /// What ended it: an `FdnixError`, or `CancellationError`.
    public let cause: any Error

    /// What the cause says of itself.
    public var description: String { "\(cause)" }
}

extension Logger {
    static let indexer = Logger(label: "fdnix.nixpkgs-indexer")
    static let extractor = Logger(label: "fdnix.nixpkgs-extractor")
    static let embedding = Logger(label: "fdnix.embedding-generator")
    static let minified = Logger(label: "fdnix.minified-duckdb-writer")
}
