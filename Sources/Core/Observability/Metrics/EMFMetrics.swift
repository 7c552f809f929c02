public import Basics
public import CoreMetrics
import Synchronization

/// Writes metrics as log lines that CloudWatch turns into metrics: the Embedded Metric Format.
///
/// A backend of swift-metrics. Nothing is written before `flush`: call it when a piece of work is done, in a Lambda
/// function at the end of each invocation. Counters are written as what was added since the last flush, gauges where they
/// were set since then, timers and recorders as all their values (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
/// CloudWatch_Embedded_Metric_Format_Specification.html).
///
/// Each set of dimension values is a metric of its own in CloudWatch, and is paid for; values of callers' making belong
/// into the properties of `flush`, secrets and query texts nowhere.
public final class EMFMetrics: MetricsFactory {
    /// Units as CloudWatch names them.
    public enum Unit: String, Sendable {
        /// A time, in seconds.
        case seconds = "Seconds"
        /// A time, in milliseconds.
        case milliseconds = "Milliseconds"
        /// A time, in microseconds.
        case microseconds = "Microseconds"
        /// Data in bytes.
        case bytes = "Bytes"
        /// Data in thousands of bytes.
        case kilobytes = "Kilobytes"
        /// Data in millions of bytes.
        case megabytes = "Megabytes"
        /// A share, in hundredths.
        case percent = "Percent"
        /// A number of things.
        case count = "Count"
        /// A number of things in a second.
        case countPerSecond = "Count/Second"
        /// None that CloudWatch knows.
        case none = "None"
    }

    private let namespace: String
    private let units: [String: Unit]
    private let maximumSeries: Int
    private let now: @Sendable () -> Int
    private let write: @Sendable ([UInt8]) -> Void
    private let series = Mutex<[EMFSeries.Key: EMFSeries]>([:])

    /// Metrics of the CloudWatch namespace `namespace`.
    ///
    /// `units` gives units by label; without one, counters are in `count`, timers in `milliseconds`, and others have
    /// none. At most `maximumSeries` combinations of label and dimensions are kept. `write` gets each line with its line
    /// feed, and must write it in one piece; Lambda takes such lines from both standard streams.
    public convenience init(
        namespace: String, units: [String: Unit] = [:], maximumSeries: Int = 1000,
        write: @escaping @Sendable ([UInt8]) -> Void = { Terminal.writeToStandardError($0) }
    ) {
        self.init(
            namespace: namespace, units: units, maximumSeries: maximumSeries, now: { Timestamp.milliseconds },
            write: write)
    }

    init(
        namespace: String, units: [String: Unit], maximumSeries: Int, now: @escaping @Sendable () -> Int,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.namespace = namespace
        self.units = units
        self.maximumSeries = maximumSeries
        self.now = now
        self.write = write
    }

    /// Writes what was counted and measured since the last call, one line for each set of dimensions (more where it has
    /// more than 100 metrics, or one of them more than 100 values); nothing where nothing was.
    ///
    /// `properties` are added to every line for those who search the log, such as the request's id; they are not
    /// dimensions.
    public func flush(properties: [String: String] = [:]) {
        let series = series.withLock { Array($0) }.sorted { $0.key < $1.key }
        var lines = EMFLines(namespace: namespace, timestamp: now(), properties: properties)
        for (key, value) in series { lines.add(key, unit: value.unit, values: value.take()) }
        for line in lines.encoded() { write(line) }
    }

    /// The counter of these dimensions.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard case .counter(let cell)? = make(.counter, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// The counter of these dimensions, which is the one that counts whole numbers.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        guard case .counter(let cell)? = make(.counter, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// The gauge of these dimensions.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        guard case .gauge(let cell)? = make(.gauge, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// The values of these dimensions, or the gauge where nothing is to be aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        switch make(aggregate ? .samples : .gauge, label, dimensions) {
        case .samples(let cell)?: cell
        case .gauge(let cell)?: cell
        default: NOOPMetricsHandler.instance
        }
    }

    /// The durations of these dimensions, in the unit given for the label.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard case .samples(let cell)? = make(.timer, label, dimensions) else { return NOOPMetricsHandler.instance }
        return cell
    }

    /// Forgets the counter, and what it counted since the last flush.
    public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    /// Forgets the counter, and what it counted since the last flush.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    /// Forgets the gauge, and its value where it was not written yet.
    public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    /// Forgets the recorder, and its values since the last flush.
    public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    /// Forgets the timer, and its values since the last flush.
    public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    /// The series, made where it is new; nil where it is of another kind, where there are too many, or where its name
    /// would hide a dimension.
    private func make(
        _ kind: EMFSeries.Kind, _ label: String, _ dimensions: [(String, String)]
    ) -> EMFSeries.Cell? {
        let key = EMFSeries.Key(label, dimensions)
        guard key.isValid else { return nil }
        return series.withLock { series in
            if let known = series[key] { return known.kind == kind ? known.cell : nil }
            guard series.count < maximumSeries else { return nil }
            let new = EMFSeries(kind, unit: units[label]) { [weak self] unit, values in
                self?.writeNow(key, unit, values)
            }
            series[key] = new
            return new.cell
        }
    }

    /// Writes the values of one series, which became too many to keep.
    private func writeNow(_ key: EMFSeries.Key, _ unit: Unit, _ values: [Double]) {
        var lines = EMFLines(namespace: namespace, timestamp: now(), properties: [:])
        lines.add(key, unit: unit, values: values)
        for line in lines.encoded() { write(line) }
    }

    private func forget(_ handler: AnyObject) {
        series.withLock { series in
            for (key, value) in series where value.cell.object === handler { series[key] = nil }
        }
    }
}
