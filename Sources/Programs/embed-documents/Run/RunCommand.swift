import ArgumentParser
import Basics
import Documents
import Interruption
import Observability

/// `embed-documents run`: a folder of documents to vectors, whatever changed in it.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Ingest what is new or changed in a folder, and forget what is gone.",
        discussion: """
            Needs no account, no server and no network: rows, vectors and results are kept below --data-dir. With \
            DATABASE_URL vectors go to Postgres.

            Exit codes: 0 every document is stored or was passed over, 1 at least one failed, 2 wrong usage or settings.
            """)

    @OptionGroup var options: RunOptions
    @Flag(help: "Remove all that the model has stored first, and ingest everything again.")
    var purge = false
    @Option(help: ArgumentHelp("The name of the run, under which results are kept.", valueName: "name"))
    var executionName: String?
    @Flag(help: "Print the summary in JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let workshop = try Workshop(options.data.environment(), input: options)
        let name = executionName ?? RunOptions.newRunName()
        let request = RunRequest(purgesData: purge, modelKey: options.model, run: name)
        let width = options.concurrency
        let report = try await Interruptible.run(grace: .seconds(25)) {
            try await workshop.pipeline(width: width).perform(
                request, name: name, concurrency: width, progress: ProgressDisplay.make(workshop.logger))
        }
        try ReportText(report: report).print(asJSON: json || !Terminal.standardOutputIsTerminal)
        if !report.isSuccess { throw ExitCode.failure }
    }
}
