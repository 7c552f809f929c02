import ArgumentParser
import Basics
import Indexer
import Logging
import Observability
import Platform
import Synchronization
import UnixSignals

/// `fdnix index`: from nixpkgs metadata to the three artifacts.
struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Build the databases and the search index.")

    @Option(help: "auto, channel, nix-env, stdin, sample, packages-json:FILE|URL or nix-eval-jobs:FILE (FDNIX_SOURCE).")
    var source: String?
    @Option(help: "A packages.json or saved nix-env output: FILE, URL or - for standard input.", completion: .file())
    var packages: String?
    @Option(help: "The channel whose packages.json is read (FDNIX_CHANNEL).")
    var channel: String?
    @Option(help: "The nixpkgs that nix-env evaluates: path or tarball URL (FDNIX_NIXPKGS).")
    var nixpkgs: String?
    @Option(help: "Where the artifacts go (FDNIX_OUTPUT).", completion: .directory)
    var output: String?
    @Option(help: "metadata, embedding, minified or both (PROCESSING_MODE).")
    var phase: String?
    @Option(help: "static (in the program), minilm-l6-v2-int8, bedrock (BEDROCK_…), or auto (FDNIX_EMBEDDER).")
    var embedder: String?
    @Option(help: "A model2vec directory or a safetensors file instead of the bundled model (FDNIX_MODEL).")
    var model: String?
    @Option(
        help: "A channel's programs.sqlite: which package installs which program (FDNIX_PROGRAMS).", completion: .file()
    )
    var programs: String?
    @Option(help: "Build DuckDB's HNSW index: auto, on, off (FDNIX_VSS_INDEX).")
    var vssIndex: String?
    @Flag(help: "Embed every text again (FORCE_REBUILD_EMBEDDINGS).")
    var forceEmbeddings = false

    @Flag(help: "Do nothing when the same input was indexed with the same settings.")
    var ifChanged = false

    func run() async throws {
        let configuration = try IndexerConfiguration(environment: environment())
        // Whether a bucket has it all is another question, which a run answers.
        if ifChanged, configuration.publishing == nil, try UpToDate.holds(configuration) {
            Terminal.writeToStandardError("\(configuration.indexPath) is up to date\n")
            return
        }
        let logger = Logger(label: "fdnix.nixpkgs-indexer")
        for warning in configuration.warnings { logger.warning("\(warning)") }
        let progress: any ProgressReporter =
            Terminal.standardErrorIsTerminal && !Terminal.isDumb ? TerminalProgress() : LogProgress(logger)
        var run = IndexingRun(configuration, progress: progress, remote: AmazonCloud.embedders)
        run.cloud = try AmazonCloud.run(configuration)
        // Heard from here on; until now a signal ends the process as usual, so that none is lost.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let work = Task { () async -> Result<RunReport, IndexingFailure> in
            do throws(IndexingFailure) { return .success(try await run.perform()) } catch { return .failure(error) }
        }
        let received = ReceivedSignal()
        let listener = Task { await received.listen(to: signals) { work.cancel() } }
        defer { listener.cancel() }
        switch await work.value {
        case .success(let report): try finish(report, logger)
        case .failure(let failure):
            let code = received.exitCode ?? (failure.cause as? FdnixError).map(ExitStatus.of) ?? ExitStatus.failure
            // Where nobody reads it, what went wrong is still the news.
            try? printLastLine(failure.report, exitCode: code)
            guard received.exitCode == nil else {
                Terminal.writeToStandardError(
                    "fdnix: interrupted; the old artifacts are whole, run it again to go on\n")
                throw ExitCode(code)
            }
            throw failure.cause
        }
    }

    /// The environment with the flags laid over it.
    private func environment() -> [String: String] {
        var environment = ProcessEnvironment.current
        let flags: [(String, String?)] = [
            ("FDNIX_SOURCE", source ?? (channel == nil ? nil : "channel")),
            ("FDNIX_SOURCE", packages.map { _ in "file" }), ("FDNIX_PACKAGES", packages),
            ("FDNIX_CHANNEL", channel), ("FDNIX_NIXPKGS", nixpkgs), ("PROCESSING_MODE", phase),
            ("FDNIX_EMBEDDER", embedder), ("FDNIX_MODEL", model), ("FDNIX_PROGRAMS", programs),
            ("FDNIX_VSS_INDEX", vssIndex),
            ("FORCE_REBUILD_EMBEDDINGS", forceEmbeddings ? "true" : nil),
        ]
        for (name, value) in flags { if let value { environment[name] = value } }
        // A directory given as a flag wins over single paths from the environment.
        return output.map { IndexerConfiguration.environment(environment, withArtifactsIn: $0) } ?? environment
    }

    private func finish(_ report: RunReport, _ logger: Logger) throws {
        for line in report.summary {
            if Terminal.standardErrorIsTerminal {
                Terminal.writeToStandardError(line + "\n")
            } else {
                logger.info("\(line)")
            }
        }
        try printLastLine(report, exitCode: 0)
    }

    private func printLastLine(_ report: RunReport, exitCode: Int32) throws {
        var output = StandardOutput()
        try output.line(report.lastLine(exitCode: exitCode))
        try output.flush()
    }
}

/// The signal that asked a run to end.
private final class ReceivedSignal: Sendable {
    private let number = Atomic<Int32>(0)

    /// What a shell makes of the signal: 128 and its number; nil where none came.
    var exitCode: Int32? {
        let number = number.load(ordering: .sequentiallyConsistent)
        return number == 0 ? nil : 128 + number
    }

    /// Calls `stop` at the first signal. A second one, or five more seconds, end the process at once: not everything in
    /// DuckDB lets itself be stopped.
    func listen(to signals: UnixSignalsSequence, stop: () -> Void) async {
        for await signal in signals {
            if exitCode != nil { _exit(128 + signal.rawValue) }
            number.store(signal.rawValue, ordering: .sequentiallyConsistent)
            stop()
            Task {
                try await Task.sleep(for: .seconds(5))
                _exit(128 + signal.rawValue)
            }
        }
    }
}
