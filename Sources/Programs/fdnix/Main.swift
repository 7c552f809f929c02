import Basics
import CommandRunner
import Indexer
import Logging
import Observability
import Platform

@main
enum Main {
    static func main() async {
        StandardDescriptors.openClosed()
        // A reader that goes away shows as EPIPE where it is written to.
        signal(SIGPIPE, SIG_IGN)
        let format = LogFormat.chosen(
            environment: ProcessEnvironment.current, standardErrorIsTerminal: Terminal.standardErrorIsTerminal)
        // People see one run at a time; who collects lines has to tell them apart.
        let provider = format == .json ? IndexingRun.logMetadata : nil
        LoggingSystem.bootstrap { StandardErrorLogHandler(label: $0, format: format, metadataProvider: provider) }
        let runner = CommandRunner<Fdnix>(
            name: "fdnix", interrupted: "finished artifacts are untouched", status: ExitStatus.of)
        exit(
            await runner.run(Array(CommandLine.arguments.dropFirst())) {
                try CommandSuggestion.check($0, Fdnix.commands)
            })
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
