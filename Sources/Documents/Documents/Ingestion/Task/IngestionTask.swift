import Basics
import DocumentStore
import JSON
import Synchronization

/// Ingests one document: finds out whether it is to be, takes it, stores it, and tells what became of it.
final class IngestionTask: Sendable {
    let environment: IngestionEnvironment
    let item: TaskInput.Item
    let log: EventLog
    private let state: Mutex<IngestionResult>

    init(_ environment: IngestionEnvironment, _ item: TaskInput.Item) {
        self.environment = environment
        self.item = item
        log = environment.log.document(item.uri, run: item.run)
        state = Mutex(IngestionResult(uri: item.uri, run: item.run, startedAt: environment.time.now()))
    }

    /// Notes what is known by now for the result.
    func note(_ change: @Sendable (inout IngestionResult) -> Void) { state.withLock { change(&$0) } }

    /// What is known by now for the result.
    private var result: IngestionResult { state.withLock { $0 } }

    /// Ingests the document and tells the result; nothing is thrown, as every outcome is a result. Where the running task is
    /// cancelled the document is given back, and the result says so.
    func run() async -> IngestionResult {
        log.event(.taskStart, ["content_type": .string(item.contentType)])
        var failure: IngestionFailure?
        let aftermath = environment.aftermath
        do {
            try await withTaskCancellationHandler {
                try await ingest()
            } onCancel: {
                aftermath.begin()
            }
        } catch {
            failure = IngestionFailure(.internalError, error)
        }
        let ended = failure
        let now = environment.time.now()
        note { result in
            result.finishedAt = now
            guard let ended else { return }
            result.status = ended.status
            result.error = ended.reason
            result.embeddings = 0
        }
        let result = result
        let reporter = environment.reporter
        let log = log
        _ = try? await aftermath.run { await reporter.report(result, log) }
        environment.metrics.of(model: result.model ?? "none").count(result)
        log.event(.taskEnd, ["status": .string(result.status?.rawValue ?? "OK")])
        return result
    }

    /// The order of the steps. Throws `IngestionFailure`, and `CancellationError`.
    private func ingest() async throws {
        try Task.checkCancellation()
        let source = try IngestionFailure.rethrowing(.configurationError) {
            try DocumentSource(item.uri, allowsFiles: environment.cloud.allowsFiles)
        }
        let claiming = Claiming(cache: environment.cloud.cache, item: item, log: log)
        let (hasRow, outcome) = try await claiming.lookUp()
        if case .failed(let failure)? = outcome { throw failure }
        let model = try IngestionFailure.rethrowing(.configurationError) {
            try environment.models.model(item.modelKey)
        }
        note { $0.model = model.key }
        let isThere = try await IngestionFailure.mapping(.storeFailed) {
            try await environment.store.hasCollection(model.key)
        }
        guard isThere else {
            throw IngestionFailure(
                .configurationError,
                "\(environment.store.location) has no collection \(model.key): run embed-documents migrate")
        }
        switch hasRow ? try await claiming.take(defaultModel: environment.models.first.key) : .taken(nil, nil) {
        case .failed(let failure): throw failure
        case .taken(let claim, let row): try await ingest(source, model, claim, row)
        }
    }

    /// Ingests the document, which is the task's own; whatever happens, its row tells it.
    private func ingest(
        _ source: DocumentSource, _ model: EmbeddingModelSpec, _ claim: Claim?, _ row: CacheRow?
    ) async throws {
        var log = log
        if let claim {
            log = log.attempt(claim.attempt)
            note { $0.attempt = claim.attempt }
        }
        log.event(.claim, ["claimed": .bool(claim != nil)])
        let keeper = ClaimKeeper(
            cache: environment.cloud.cache, claim: claim, leaseSeconds: environment.bounds.leaseSeconds,
            time: environment.time, log: log)
        let work = IngestionWork(task: self, source: source, model: model, row: row, keeper: keeper, log: log)
        let settling = Settling(environment: environment, item: item, claim: claim, log: log)
        do {
            let ending = try await keeper.whileClaimed { try await work.run() }
            try await settling.settle(ending)
        } catch {
            let failure = IngestionFailure(.internalError, error)
            await settling.settle(failure)
            throw failure
        }
    }
}
