public import CoreMetrics
public import Logging
public import ReceiptEvents
import Synchronization

/// Metrics that a test can read.
public final class CountedMetrics: MetricsFactory {
    private let counts = Mutex<[String: Int]>([:])

    /// Metrics of which nothing was counted yet.
    public init() {}

    /// Events that are counted here, and told to a log.
    public func events(_ handler: @escaping @Sendable () -> any LogHandler = { SwiftLogNoOpLogHandler() })
        -> ReceiptEvents
    {
        ReceiptEvents(Logger(label: "test") { _ in handler() }, self)
    }

    /// All metrics that were counted or recorded at least once.
    public var names: Set<ReceiptMetric> {
        Set(ReceiptMetric.allCases.filter { self[$0] > 0 })
    }

    /// What was counted of a metric, or how often it was recorded; a collection's alone where that is named.
    public subscript(metric: ReceiptMetric, collection: String? = nil) -> Int {
        counts.withLock { counts in
            if let collection { return counts["\(metric.rawValue)/\(collection)"] ?? 0 }
            return counts.filter { $0.key.hasPrefix("\(metric.rawValue)/") }.reduce(0) { $0 + $1.value }
        }
    }

    fileprivate func add(_ label: String, _ dimensions: [(String, String)], _ amount: Int64) {
        let name = "\(label)/\(dimensions.first { $0.0 == "collection" }?.1 ?? "")"
        counts.withLock { $0[name, default: 0] += Int(amount) }
    }

    /// A counter whose sum is kept.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Series(factory: self, label: label, dimensions: dimensions)
    }
    /// A recorder whose calls are counted.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Series(factory: self, label: label, dimensions: dimensions)
    }
    /// A timer that keeps nothing.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        NOOPMetricsHandler.instance
    }
    /// Nothing is to be done.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Nothing is to be done.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Nothing is to be done.
    public func destroyTimer(_ handler: any TimerHandler) {}
}

private final class Series: CounterHandler, RecorderHandler {
    let factory: CountedMetrics
    let label: String
    let dimensions: [(String, String)]

    init(factory: CountedMetrics, label: String, dimensions: [(String, String)]) {
        (self.factory, self.label, self.dimensions) = (factory, label, dimensions)
    }

    func increment(by amount: Int64) { factory.add(label, dimensions, amount) }
    func reset() {}
    func record(_ value: Int64) { factory.add(label, dimensions, 1) }
    func record(_ value: Double) { factory.add(label, dimensions, 1) }
}
