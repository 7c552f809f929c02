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
        if ifChanged, UpToDate.holds(configuration) {
            Terminal.writeToStandardError("\(configuration.indexPath) is up to date\n")
            return
        }
        let logger = Logger(label: "fdnix.nixpkgs-indexer")
        for warning in configuration.warnings { logger.warning("\(warning)") }
        let progress: any ProgressReporter =
            Terminal.standardErrorIsTerminal ? TerminalProgress() : LogProgress(logger)
        let run = Run(configuration, progress: progress)
        let signals = Signals()
        let work = Task { try await run.perform() }
        signals.handle {
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
            ("FDNIX_EMBEDDER", embedder), ("FDNIX_MODEL", model), ("FDNIX_PROGRAMS", programs),
            ("FDNIX_VSS_INDEX", vssIndex),
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

/// Turns SIGINT and SIGTERM into a call, and remembers which came; a second one ends the process at once.
private final class Signals {
    private struct State {
        var received: Int32?
        var handler: (@Sendable () -> Void)?
    }
    private final class Shared: Sendable { let state = Mutex(State()) }

    private let shared = Shared()
    private let sources: [any DispatchSourceSignal]

    /// The signal that came, if any did.
    var received: Int32? { shared.state.withLock { $0.received } }

    /// Returns when signals are heard; until then they end the process as usual, so that none is lost.
    init() {
        let shared = shared
        let listening = DispatchSemaphore(value: 0)
        sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setRegistrationHandler {
                // On Linux Dispatch hears signals through a handler of its own, which this would replace.
                #if canImport(Darwin)
                    signal(number, SIG_IGN)
                #endif
                listening.signal()
            }
            source.setEventHandler { Self.receive(number, shared) }
            source.resume()
            return source
        }
        for _ in sources { listening.wait() }
    }

    /// What a signal does; one that came already does it now.
    func handle(_ handler: @escaping @Sendable () -> Void) {
        let isLate = shared.state.withLock { state in
            state.handler = handler
            return state.received != nil
        }
        if isLate { handler() }
    }

    private static func receive(_ number: Int32, _ shared: Shared) {
        let handler = shared.state.withLock { state in
            if state.received != nil { _exit(128 + number) }
            state.received = number
            return state.handler
        }
        handler?()
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(5)) { _exit(128 + number) }
    }
}
