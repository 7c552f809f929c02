import ArgumentParser
import Basics
import Documents
import Interruption
import Logging
import Observability
import Settings

/// `embed-documents task`: what a container of a run does.
struct TaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "Ingest the documents that INPUT_JSON names.",
        discussion: """
            INPUT_JSON is {"FileURI":"s3://BUCKET/KEY","ContentType":"application/pdf"}, or {"Items":[…]} with several. \
            The collection must be there: embed-documents migrate makes it.

            Exit codes: 0 every document is stored or was passed over, 1 at least one failed.
            """)

    func run() async throws {
        let workshop = Workshop()
        let environment = workshop.environment
        let input = try TaskInput(
            json: environment["INPUT_JSON"], executionName: environment["EXECUTION_NAME"],
            random: .random(in: 0 ... .max))
        let settings = LogSettings(Settings(environment))
        var logger = Logger(label: settings.service)
        if let machine = settings.stateMachine { logger[metadataKey: "state_machine"] = "\(machine)" }
        let units = IngestionMetrics.milliseconds.map { ($0, EMFMetrics.Unit.milliseconds) }
        let metrics = EMFMetrics(
            namespace: settings.metricsNamespace, units: Dictionary(uniqueKeysWithValues: units)
        ) { Terminal.writeToStandardOutput($0) }
        // What is wrong with the settings becomes each document's result.
        let run = IngestionRun(input, reporter: ResultReporter(workshop.results()), log: EventLog(logger))
        let results = try await Interruptible.run(grace: .seconds(25)) {
            await run.results { try await workshop.ingestion(metrics: metrics) }
        }
        metrics.flush()
        if results.contains(where: \.isFailure) { throw ExitCode.failure }
    }
}
