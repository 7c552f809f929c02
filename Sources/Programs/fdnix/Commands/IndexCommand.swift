import ArgumentParser
import Basics
import Indexer
import Interruption
import Logging
import Observability

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
        var run = IndexingRun(configuration, progress: ProgressDisplay.make(logger), remote: AmazonCloud.embedders)
        run.cloud = try AmazonCloud.run(configuration)
        let ready = run
        do {
            // Not everything in DuckDB lets itself be stopped.
            let report = try await Interruptible.run(grace: .seconds(5)) { try await ready.perform() }
            try await ready.during { try finish(report, logger) }
        } catch let interruption as Interruption {
            tell(interruption.cause, exitCode: interruption.exitCode)
            Terminal.writeToStandardError("fdnix: interrupted; the old artifacts are whole, run it again to go on\n")
            throw ExitCode(interruption.exitCode)
        } catch let failure as IndexingFailure {
            tell(failure, exitCode: (failure.cause as? FdnixError).map(ExitStatus.of) ?? ExitStatus.failure)
            throw failure.cause
        }
    }

    /// Prints what a run did that failed; where nobody reads it, what went wrong is still the news.
    private func tell(_ error: any Error, exitCode: Int32) {
        if let failure = error as? IndexingFailure { try? printLastLine(failure.report, exitCode: exitCode) }
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
