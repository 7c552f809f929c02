public import CoreMetrics

/// What is counted and measured of ingestion, a series a model.
public struct IngestionMetrics: Sendable {
    private let factory: any MetricsFactory
    private let dimensions: [(String, String)]
    private let service: String

    /// Metrics of `service`, kept by `factory`: `EMFMetrics` where CloudWatch reads the log.
    public init(_ factory: any MetricsFactory, service: String, model: String = "none") {
        self.factory = factory
        self.service = service
        dimensions = [("service", service), ("model", model)]
    }

    /// The names of those that are times in milliseconds.
    public static let milliseconds = ["EmbedLatencyMs", "IngestDurationMs"]

    /// Metrics that nobody reads.
    public static let none = IngestionMetrics(NOOPMetricsHandler.instance, service: "")

    /// The metrics of the same service for the model of this key.
    public func of(model: String) -> IngestionMetrics { IngestionMetrics(factory, service: service, model: model) }

    /// Counts what became of a document, and how long it took.
    func count(_ result: IngestionResult) {
        if let status = result.status {
            add("DocumentsFailed", result.isFailure ? 1 : 0)
            add("DocumentsSkipped", result.isFailure ? 0 : 1)
            let isEmpty = [.noChunksToProcess, .noValidChunks, .noVideoChunks].contains(status)
            add("DocumentsWithoutChunks", isEmpty ? 1 : 0)
        } else {
            add(result.skipped == nil ? "DocumentsIngested" : "DocumentsSkipped", 1)
            add("ChunksWritten", result.embeddings)
            add("ChunksReused", result.reused ?? 0)
        }
        measure("IngestDurationMs", Double(max(result.finishedAt - result.startedAt, 0)))
    }

    /// Counts a call to a model.
    func count(_ call: EmbeddingCall) {
        add("EmbedCalls", 1)
        add("EmbedThrottles", call.isThrottled ? 1 : 0)
        let (seconds, attoseconds) = call.duration.components
        measure("EmbedLatencyMs", Double(seconds) * 1000 + Double(attoseconds) / 1e15)
    }

    /// Counts pages that were read off their pictures.
    func countRecognizedPages(_ count: Int) { add("OcrPages", count) }

    private func add(_ label: String, _ count: Int) {
        guard count > 0 else { return }
        Counter(label: label, dimensions: dimensions, factory: factory).increment(by: count)
    }

    private func measure(_ label: String, _ value: Double) {
        Recorder(label: label, dimensions: dimensions, aggregate: true, factory: factory).record(value)
    }
}
