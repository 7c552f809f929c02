import ArgumentParser
import Basics
import Logging
import Observability
import Platform

@main
enum Main {
    static func main() async {
        // A reader that goes away shows as EPIPE where it is written to.
        signal(SIGPIPE, SIG_IGN)
        let format = LogFormat.chosen(
            environment: ProcessEnvironment.current, standardErrorIsTerminal: Terminal.standardErrorIsTerminal)
        LoggingSystem.bootstrap { StandardErrorLogHandler(label: $0, format: format) }
        do {
            try CommandSuggestion.check(Array(CommandLine.arguments.dropFirst()), Fdnix.commands)
            var command = try Fdnix.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error))
        }
    }

    /// Tells the user what went wrong, and returns the exit code that tells scripts.
    private static func report(_ error: any Error) -> Int32 {
        if let error = error as? FdnixError {
            Terminal.writeToStandardError("fdnix: \(error)\n")
            return ExitStatus.of(error)
        }
        // Whoever read the results wants no more of them.
        if error is StandardOutput.ReaderGone { return 0 }
        if error is CancellationError {
            Terminal.writeToStandardError(
                "fdnix: interrupted; finished artifacts are untouched, run it again to go on\n")
            return 130
        }
        let code = Fdnix.exitCode(for: error)
        let message = Fdnix.fullMessage(for: error)
        if code.isSuccess {
            print(message)
            return 0
        }
        if !message.isEmpty { Terminal.writeToStandardError(message + "\n") }
        return code == .validationFailure ? ExitStatus.usage : code.rawValue
    }
}

/// The exit codes of the contract.
enum ExitStatus {
    static let failure: Int32 = 1
    static let usage: Int32 = 2
    static let coverage: Int32 = 3

    static func of(_ error: FdnixError) -> Int32 {
        switch error.code {
        case .usage: usage
        case .coverage: coverage
        default: failure
        }
    }
}
