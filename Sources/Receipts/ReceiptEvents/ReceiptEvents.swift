public import CoreMetrics
public import Logging
public import ReceiptModel

/// Where the roles tell what they do: lines of the log and metrics. Texts, telephone numbers, addresses and keys never get
/// into either.
public struct ReceiptEvents: Sendable {
    private var logger: Logger
    private let metrics: any MetricsFactory
    private var collection: CollectionName?

    /// Events that `logger` writes and `metrics` counts: `EMFMetrics` where CloudWatch reads the log.
    public init(_ logger: Logger, _ metrics: any MetricsFactory) {
        self.logger = logger
        self.metrics = metrics
    }

    /// Events that nobody reads, for tests and commands that print their answer.
    public static let none = ReceiptEvents(
        Logger(label: "receipts") { _ in SwiftLogNoOpLogHandler() }, NOOPMetricsHandler.instance)

    /// The same, every line of which says which receipt is worked on.
    public func of(_ receipt: ReceiptKey, run: String? = nil) -> ReceiptEvents {
        var events = self
        events.logger[metadataKey: "image_id"] = "\(receipt.imageID)"
        events.logger[metadataKey: "receipt_id"] = .stringConvertible(receipt.receiptID)
        if let run { events.logger[metadataKey: "run_id"] = "\(run)" }
        return events
    }

    /// The same, every line and number of which says which collection it is about.
    public func of(_ collection: CollectionName) -> ReceiptEvents {
        var events = self
        events.collection = collection
        events.logger[metadataKey: "collection"] = "\(collection.rawValue)"
        return events
    }

    /// Tells of something that was done; the text is what people and alarms look for.
    public func info(_ text: String) { logger.info("\(text)") }

    /// Tells of something that went wrong and is tried again, or does not stop the work.
    public func warning(_ text: String) { logger.warning("\(text)") }

    /// Tells of something that failed.
    public func error(_ text: String) { logger.error("\(text)") }

    /// Adds to a number that is counted; nothing where there is nothing to add.
    public func count(_ metric: ReceiptMetric, _ count: Int = 1) {
        guard count > 0 else { return }
        Counter(label: metric.rawValue, dimensions: dimensions, factory: metrics).increment(by: count)
    }

    /// Records how long something took.
    public func measure(_ metric: ReceiptMetric, _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Double(seconds) * 1000 + Double(attoseconds) / 1e15
        Recorder(label: metric.rawValue, dimensions: dimensions, aggregate: true, factory: metrics).record(milliseconds)
    }

    private var dimensions: [(String, String)] { collection.map { [("collection", $0.rawValue)] } ?? [] }
}
