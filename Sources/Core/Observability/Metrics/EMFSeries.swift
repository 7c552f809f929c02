import CoreMetrics
import Synchronization

/// One metric with one set of dimension values.
struct EMFSeries: Sendable {
    enum Kind { case counter, gauge, samples, timer }

    /// What holds the numbers.
    enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case samples(SampleCell)

        var object: AnyObject {
            switch self {
            case .counter(let cell): cell
            case .gauge(let cell): cell
            case .samples(let cell): cell
            }
        }
    }

    /// Which series it is.
    struct Key: Hashable, Comparable {
        let dimensions: [MetricLabel]
        let label: String

        /// Dimensions in the order of their names. CloudWatch takes at most 30, with values of at most 1,024 characters,
        /// and refuses a line with an empty one.
        init(_ label: String, _ dimensions: [(String, String)]) {
            self.label = label
            self.dimensions = MetricLabel.set(
                dimensions.lazy.filter { !$0.1.allSatisfy(\.isWhitespace) }.prefix(30)
                    .map { ($0.0, String($0.1.prefix(1024))) })
        }

        /// Whether the names of all members of a line differ.
        var isValid: Bool {
            !label.isEmpty && label != "_aws" && !dimensions.contains { $0.name == label || $0.name == "_aws" }
        }

        static func < (a: Key, b: Key) -> Bool {
            a.dimensions == b.dimensions ? a.label < b.label : a.dimensions.lexicographicallyPrecedes(b.dimensions)
        }
    }

    let kind: Kind
    let unit: EMFMetrics.Unit
    let cell: Cell

    /// A series; `overflow` gets the values of one that has too many to keep.
    init(
        _ kind: Kind, unit: EMFMetrics.Unit?,
        overflow: @escaping @Sendable (EMFMetrics.Unit, [Double]) -> Void
    ) {
        self.kind = kind
        let unit: EMFMetrics.Unit = unit ?? (kind == .counter ? .count : kind == .timer ? .milliseconds : .none)
        self.unit = unit
        switch kind {
        case .counter: cell = .counter(CounterCell())
        case .gauge: cell = .gauge(GaugeCell())
        case .samples, .timer: cell = .samples(SampleCell(unit) { overflow(unit, $0) })
        }
    }

    /// The values since the last call.
    func take() -> [Double] {
        switch cell {
        case .counter(let cell):
            let sum = cell.take()
            return sum == 0 ? [] : [sum]
        case .gauge(let cell): return cell.take().map { [$0] } ?? []
        case .samples(let cell): return cell.take()
        }
    }
}

/// Values, kept one by one until they are written.
final class SampleCell: TimerHandler, RecorderHandler {
    /// So many values are written at once, flush or not: 8 KB.
    private static let maximum = 1000

    private let values = Mutex<[Double]>([])
    private let perNanosecond: Double
    private let overflow: @Sendable ([Double]) -> Void

    init(_ unit: EMFMetrics.Unit, overflow: @escaping @Sendable ([Double]) -> Void) {
        switch unit {
        case .seconds: perNanosecond = 1e-9
        case .microseconds: perNanosecond = 1e-3
        default: perNanosecond = 1e-6
        }
        self.overflow = overflow
    }

    func take() -> [Double] {
        values.withLock { values in
            defer { values = [] }
            return values
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) * perNanosecond) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let full = values.withLock { values -> [Double]? in
            values.append(value)
            guard values.count >= Self.maximum else { return nil }
            defer { values = [] }
            return values
        }
        if let full { overflow(full) }
    }
}
