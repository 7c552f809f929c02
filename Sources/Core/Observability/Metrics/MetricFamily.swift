/// What is known beforehand of all the series of one name: what they count, and in which buckets.
///
/// Labels tell the series of a family apart. Their values must come from a small, fixed set, such as routes and status
/// codes: never secrets, query texts or anything else that a caller made up.
public struct MetricFamily: Sendable {
    /// What is kept of the values that are told.
    public enum Kind: String, Sendable {
        /// A sum that only grows.
        case counter
        /// A value that goes up and down.
        case gauge
        /// How many values were no greater than each of several bounds, and their sum.
        case histogram
    }

    /// The name, the label of the metric in swift-metrics.
    public let name: String
    /// What is kept of the values that are told, in every series alike.
    public let kind: Kind
    /// What is measured, and in which unit: one sentence for people.
    public let help: String
    /// The upper bounds of a histogram's buckets, rising; the bucket for all greater values comes by itself. Seconds where
    /// a timer is measured.
    public let buckets: [Double]
    /// Series that are there from the start, at zero and in this order: the labels of each.
    public let series: [[(String, String)]]

    /// A family of counters.
    public static func counter(
        _ name: String, help: String, series: [[(String, String)]] = []
    ) -> MetricFamily { MetricFamily(name: name, kind: .counter, help: help, buckets: [], series: series) }

    /// A family of gauges: meters, and recorders that do not aggregate.
    public static func gauge(
        _ name: String, help: String, series: [[(String, String)]] = []
    ) -> MetricFamily { MetricFamily(name: name, kind: .gauge, help: help, buckets: [], series: series) }

    /// A family of histograms: timers, whose values are seconds, and recorders that aggregate.
    public static func histogram(
        _ name: String, help: String, buckets: [Double] = defaultBuckets, series: [[(String, String)]] = []
    ) -> MetricFamily {
        let bounds = Set(buckets.filter(\.isFinite)).sorted()
        return MetricFamily(name: name, kind: .histogram, help: help, buckets: bounds, series: series)
    }

    /// From 5 ms to 10 s, the bounds that Prometheus' own clients use.
    public static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
}
