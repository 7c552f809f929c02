public import Basics

/// Ingests the documents of a task's input, one after the other: the role `task`.
///
/// ```swift
/// let input = try TaskInput(json: variables["INPUT_JSON"], executionName: variables["EXECUTION_NAME"], random: number)
/// let run = IngestionRun(input, reporter: reporter, log: log)
/// let results = await run.results { try makeEnvironment() }
/// exit(results.contains(where: \.isFailure) ? 1 : 0)
/// ```
///
/// Cancel the running task when the process is asked to end: the document that is worked on is given back, and its result
/// says `INTERRUPTED`, within 25 seconds.
public struct IngestionRun: Sendable {
    private let input: TaskInput
    private let reporter: ResultReporter
    private let log: EventLog
    private let time: TimeSource

    /// A run over `input`; `reporter` tells the results also where no environment can be made.
    public init(_ input: TaskInput, reporter: ResultReporter, log: EventLog, time: TimeSource = .system) {
        self.input = input
        self.reporter = reporter
        self.log = log
        self.time = time
    }

    /// Ingests the documents with what `makeEnvironment` gives. A document that fails does not keep the others from being
    /// tried. What `makeEnvironment` throws becomes the result of every document: `CONFIGURATION_ERROR` for what a user
    /// can mend, else `INTERNAL_ERROR`.
    public func results(_ makeEnvironment: () async throws -> IngestionEnvironment) async -> [IngestionResult] {
        let environment: IngestionEnvironment
        do { environment = try await makeEnvironment() } catch {
            return await refuse(error)
        }
        WorkingFolder.removeAbandoned(
            in: environment.temporaryDirectory, prefix: IngestionEnvironment.folderPrefix)
        var results: [IngestionResult] = []
        for item in input.items { results.append(await Self.ingest(item, environment)) }
        return results
    }

    /// Ingests one document and tells the result, by the environment's reporter.
    public static func ingest(_ item: TaskInput.Item, _ environment: IngestionEnvironment) async -> IngestionResult {
        await IngestionTask(environment, item).run()
    }

    private func refuse(_ error: any Error) async -> [IngestionResult] {
        let isUsers = [.usage, .notFound, .malformedInput].contains((error as? FdnixError)?.code)
        let failure = IngestionFailure(isUsers ? .configurationError : .internalError, error)
        let aftermath = Aftermath()
        var results: [IngestionResult] = []
        for item in input.items {
            var result = IngestionResult(uri: item.uri, run: item.run, startedAt: time.now())
            result.status = failure.status
            result.error = failure.reason
            let told = result
            _ = try? await aftermath.run {
                await reporter.report(told, log.document(told.uri, run: told.run))
            }
            results.append(result)
        }
        return results
    }
}
