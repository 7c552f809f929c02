public import CoreMetrics
import Synchronization

/// Keeps metrics in memory and tells them in the Prometheus text format.
///
/// A backend of swift-metrics. Counting costs an atomic addition, a histogram's value two; making a metric looks it up
/// under a lock, so keep the metric where it is used often. A timer is a histogram of seconds, a recorder that aggregates
/// a histogram, and one that does not, a gauge. Metrics of the same label and dimensions share one series.
public final class PrometheusMetrics: MetricsFactory {
    /// What `text` is, for the `Content-Type` of a response.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// More series than this in a family are not kept: someone uses a label with values of callers' making, and memory
    /// would grow without end.
    private let maximumSeries: Int
    private let families: Mutex<PrometheusFamilies>

    /// Metrics whose families are told in this order, and others after them by name.
    ///
    /// A family keeps at most `maximumSeries` series.
    public init(families: [MetricFamily] = [], maximumSeries: Int = 1000) {
        self.maximumSeries = maximumSeries
        self.families = Mutex(PrometheusFamilies(families))
    }

    /// All metrics in the Prometheus text format, version 0.0.4: the declared families in their order, also without
    /// series, then the others by name; a family's declared series first, then the others by their labels
    /// (prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
    public var text: String { families.withLock { $0.text } }

    /// The counter of these dimensions.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard case .counter(let cell)? = cell(.counter, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// The counter of these dimensions, which is the one that counts whole numbers.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        guard case .counter(let cell)? = cell(.counter, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// The gauge of these dimensions.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        guard case .gauge(let cell)? = cell(.gauge, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// The histogram of these dimensions, or the gauge where nothing is to be aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        switch cell(aggregate ? .histogram : .gauge, label, dimensions) {
        case .histogram(let cell)?: cell
        case .gauge(let cell)?: cell
        default: NOOPMetricsHandler.instance
        }
    }

    /// The histogram of these dimensions; it counts in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard case .histogram(let cell)? = cell(.histogram, label, dimensions) else {
            return NOOPMetricsHandler.instance
        }
        return cell
    }

    /// Forgets the counter's series.
    public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    /// Forgets the counter's series.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    /// Forgets the gauge's series.
    public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    /// Forgets the recorder's series.
    public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    /// Forgets the timer's series.
    public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    private func cell(
        _ kind: MetricFamily.Kind, _ label: String, _ dimensions: [(String, String)]
    ) -> PrometheusFamilies.Cell? {
        families.withLock { $0.cell(kind, label, dimensions, maximum: maximumSeries) }
    }

    private func forget(_ handler: AnyObject) { families.withLock { $0.remove(handler) } }
}
