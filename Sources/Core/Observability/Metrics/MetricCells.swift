import CoreMetrics
import Synchronization

/// A counter: an atomic addition for whole numbers, a compare-and-exchange for others.
final class CounterCell: CounterHandler, FloatingPointCounterHandler {
    private let whole = Atomic<Int64>(0)
    private let fraction = AtomicDouble()

    /// The sum of all increments since the last reset.
    var value: Double { Double(whole.load(ordering: .relaxed)) + fraction.value }

    /// The sum, which begins at zero again.
    func take() -> Double { Double(whole.exchange(0, ordering: .relaxed)) + fraction.exchange(0) }

    /// Adds `amount`; counters never fall, so what is negative is not added.
    func increment(by amount: Int64) { if amount > 0 { whole.wrappingAdd(amount, ordering: .relaxed) } }

    func increment(by amount: Double) { if amount > 0, amount.isFinite { fraction.add(amount) } }

    func reset() { _ = take() }
}

/// The latest value of something.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let number = AtomicDouble()
    private let wasSet = Atomic(false)

    var value: Double { number.value }

    /// The value if it was set, even to the same number, since the last call.
    func take() -> Double? { wasSet.exchange(false, ordering: .acquiring) ? number.value : nil }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) {
        number.store(value)
        wasSet.store(true, ordering: .releasing)
    }

    func increment(by amount: Double) {
        number.add(amount)
        wasSet.store(true, ordering: .releasing)
    }

    func decrement(by amount: Double) { increment(by: -amount) }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }
}

/// A histogram: one atomic addition in the value's bucket, and one to the sum.
final class HistogramCell: TimerHandler, RecorderHandler {
    private final class Bucket: Sendable { let count = Atomic(0) }

    let bounds: [Double]
    private let buckets: [Bucket]
    private let total = AtomicDouble()

    /// A histogram with one more bucket than there are `bounds`, which must rise.
    init(bounds: [Double]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Bucket() }
    }

    /// How many values fell in each bucket alone.
    var counts: [Int] { buckets.map { $0.count.load(ordering: .relaxed) } }

    /// The sum of all values.
    var sum: Double { total.value }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) * 1e-9) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        // There are few bounds, and most values are near the lower ones.
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].count.wrappingAdd(1, ordering: .relaxed)
        total.add(value)
    }
}
