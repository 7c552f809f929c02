import ArgumentParser
import Basics
import Dispatch
import Indexer
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
    @Option(help: "static, the local model (FDNIX_EMBEDDER).")
    var embedder: String?
    @Option(help: "A model2vec directory or a safetensors file instead of the bundled model (FDNIX_MODEL).")
    var model: String?
    @Option(help: "Build DuckDB's HNSW index: auto, on, off (FDNIX_VSS_INDEX).")
    var vssIndex: String?
    @Flag(help: "Embed every text again (FORCE_REBUILD_EMBEDDINGS).")
    var forceEmbeddings = false

    @Flag(help: "Do nothing when the same input was indexed with the same settings.")
    var ifChanged = false

    func run() async throws {
        let configuration = try IndexerConfiguration(environment: environment())
        if ifChanged, UpToDate.holds(configuration) {
            Terminal.writeToStandardError("\(configuration.indexPath) is up to date\n")
            return
        }
        let logger = Logger(label: "fdnix.nixpkgs-indexer")
        for warning in configuration.warnings { logger.warning("\(warning)") }
        let progress: any ProgressReporter =
            Terminal.standardErrorIsTerminal ? TerminalProgress() : LogProgress(logger)
        let run = Run(configuration, progress: progress)
        let work = Task { try await run.perform() }
        let signals = Signals { signal in
            work.cancel()
            Interruption.interrupt()
        }
        defer { withExtendedLifetime(signals) {} }
        do {
            let report = try await work.value
            finish(report, logger)
        } catch {
            let code = signals.received.map { 128 + $0 } ?? (error as? FdnixError).map(ExitStatus.of) ?? 1
            printLastLine(RunReport(runID: run.id, mode: configuration.mode), exitCode: code)
            guard signals.received == nil else {
                Terminal.writeToStandardError(
                    "fdnix: interrupted; the old artifacts are whole, run it again to go on\n")
                throw ExitCode(code)
            }
            throw error
        }
    }

    /// The environment with the flags laid over it.
    private func environment() -> [String: String] {
        var environment = ProcessEnvironment.current
        let flags: [(String, String?)] = [
            ("FDNIX_SOURCE", source ?? (channel == nil ? nil : "channel")),
            ("FDNIX_SOURCE", packages.map { _ in "file" }), ("FDNIX_PACKAGES", packages),
            ("FDNIX_CHANNEL", channel), ("FDNIX_NIXPKGS", nixpkgs), ("PROCESSING_MODE", phase),
            ("FDNIX_EMBEDDER", embedder), ("FDNIX_MODEL", model), ("FDNIX_VSS_INDEX", vssIndex),
            ("FORCE_REBUILD_EMBEDDINGS", forceEmbeddings ? "true" : nil),
        ]
        for (name, value) in flags { if let value { environment[name] = value } }
        if let output {
            // A directory given as a flag wins over single paths from the environment.
            environment["FDNIX_OUTPUT"] = output
            for name in ["OUTPUT_PATH", "OUTPUT_MINIFIED_PATH", "DUCKDB_PATH", "FDNIX_VECTOR_CACHE_PATH"] {
                environment[name] = nil
            }
        }
        return environment
    }

    private func finish(_ report: RunReport, _ logger: Logger) {
        for line in report.summary {
            if Terminal.standardErrorIsTerminal {
                Terminal.writeToStandardError(line + "\n")
            } else {
                logger.info("\(line)")
            }
        }
        printLastLine(report, exitCode: 0)
    }

    private func printLastLine(_ report: RunReport, exitCode: Int32) {
        var output = StandardOutput()
        output.line(report.lastLine(exitCode: exitCode))
        output.flush()
    }
}

/// Turns SIGINT and SIGTERM into a call, and remembers which came.
///
/// A second signal, or work that does not stop within seconds, ends the process at once: everything unfinished is in
/// temporary files, which the next run removes.
private final class Signals {
    private let sources: [any DispatchSourceSignal]
    private let state = Received()

    var received: Int32? { state.value }

    init(_ handler: @escaping @Sendable (Int32) -> Void) {
        let state = state
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if state.value != nil { _exit(128 + number) }
                state.value = number
                handler(number)
                DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(5)) { _exit(128 + number) }
            }
            source.resume()
            return source
        }
    }
}

private final class Received: Sendable {
    private let storage = Mutex<Int32?>(nil)
    var value: Int32? {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }
}
