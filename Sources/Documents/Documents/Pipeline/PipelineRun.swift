public import Basics
import DocumentStore
public import ObjectStorage

/// A whole run in one process: what the state machine of AWS does with functions and containers.
///
/// Scan the folder, remove what is gone, list what waits, ingest it several documents at a time, and sum up. A run that
/// ends early loses nothing: the next one goes on where it was.
public struct PipelineRun: Sendable {
    private let environment: IngestionEnvironment
    private let bucket: String
    private let input: any ObjectStore

    /// Runs that ingest the documents of `input`, which is the bucket `bucket` in their addresses. Makes what the store
    /// lacks, and removes what processes left that were killed. Throws what the store throws.
    public init(_ environment: IngestionEnvironment, bucket: String, input: any ObjectStore) async throws {
        WorkingFolder.removeAbandoned(
            in: environment.temporaryDirectory, prefix: IngestionEnvironment.folderPrefix)
        try await environment.store.migrate(environment.models.collections)
        self.environment = environment
        self.bucket = bucket
        self.input = input
    }

    private var cloud: DocumentCloud { environment.cloud }

    /// Does the run `name` as `request` says, at most `concurrency` documents at a time. Without `tellsIdleRuns` a run that
    /// has no document to ingest writes neither list nor summary: whoever looks every few seconds would fill the disk.
    ///
    /// Throws `usage` for a model that is not configured, what table, store and buckets throw outside of documents, and
    /// `CancellationError` once the tasks have given back what they held.
    public func perform(
        _ request: RunRequest, name: String, concurrency: Int, tellsIdleRuns: Bool = true,
        progress: any ProgressReporter
    ) async throws -> PipelineReport {
        var report = PipelineReport(run: name)
        let processed = try cloud.processed()
        progress.begin("Looking for changes", total: nil)
        report.scan = try await FolderScan(cache: cloud.cache, bucket: bucket, store: input).run()
        progress.update(report.scan.objects)
        progress.end()
        report.management = try await Manage(cloud, store: environment.store, models: environment.models).run(request)
        let detect = Detect(cache: cloud.cache, processed: processed, models: environment.models)
        let found = try await detect.find(request, name: name)
        let pending = found.documents
        guard tellsIdleRuns || !pending.isEmpty else { return report }
        try await detect.write(found, name: name)
        if !pending.isEmpty {
            progress.begin("Ingesting documents", total: pending.count)
            try await ingest(pending, concurrency) { result in
                report.add(result)
                progress.update(report.results)
            }
            progress.end()
        }
        report.summary = try await Summarize(processed: processed).run(name)
        return report
    }

    /// Ingests documents, at most `width` at a time, and hands on each result. Throws `CancellationError`.
    private func ingest(
        _ documents: [PendingDocument], _ width: Int, _ take: (IngestionResult) -> Void
    ) async throws {
        let environment = environment
        var waiting = documents[...]
        try await concurrently(width: width) {
            Task.isCancelled ? nil : waiting.popFirst()
        } body: { document in
            let item = TaskInput.Item(
                uri: document.uri, contentType: document.contentType, modelKey: document.modelKey, run: document.run)
            return await IngestionRun.ingest(item, environment)
        } take: {
            take($0)
        }
        try Task.checkCancellation()
    }
}
