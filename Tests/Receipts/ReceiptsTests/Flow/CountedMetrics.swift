import CoreMetrics
import Logging
import ReceiptEvents
import Synchronization

/// Metrics that a test can read.
final class CountedMetrics: MetricsFactory {
    private let counts = Mutex<[String: Int]>([:])

    /// Events that are counted here, and of which nobody reads the log.
    var events: ReceiptEvents {
        ReceiptEvents(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, self)
    }

    /// What was counted of a metric, or how often it was recorded; a collection's alone where that is named.
    subscript(metric: ReceiptMetric, collection: String? = nil) -> Int {
        counts.withLock { counts in
            if let collection { return counts["\(metric.rawValue)/\(collection)"] ?? 0 }
            return counts.filter { $0.key.hasPrefix("\(metric.rawValue)/") }.reduce(0) { $0 + $1.value }
        }
    }

    fileprivate func add(_ label: String, _ dimensions: [(String, String)], _ amount: Int64) {
        let name = "\(label)/\(dimensions.first { $0.0 == "collection" }?.1 ?? "")"
        counts.withLock { $0[name, default: 0] += Int(amount) }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Series(factory: self, label: label, dimensions: dimensions)
    }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Series(factory: self, label: label, dimensions: dimensions)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        NOOPMetricsHandler.instance
    }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
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
