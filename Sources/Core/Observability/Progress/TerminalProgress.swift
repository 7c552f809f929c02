public import Basics
import Synchronization

/// Draws one line for the current phase: what, how many, how fast, how much longer.
public final class TerminalProgress: ProgressReporter {
    private struct State {
        var phase = ""
        var total: Int?
        var count = 0
        var start = ContinuousClock.now
        var drawn: ContinuousClock.Instant?
    }
    private let state = Mutex(State())

    /// A bar on standard error.
    public init() {}

    /// Draws the line of a new phase, which stands where the cursor is.
    public func begin(_ phase: String, total: Int?) {
        state.withLock { state in
            state = State(phase: phase, total: total)
            draw(&state, force: true)
        }
    }

    /// Redraws the line, at most ten times a second.
    public func update(_ count: Int) {
        state.withLock { state in
            state.count = count
            draw(&state, force: false)
        }
    }

    /// Leaves the finished line on the screen.
    public func end() {
        state.withLock { state in
            draw(&state, force: true)
            Terminal.writeToStandardError("\n")
        }
    }

    private func draw(_ state: inout State, force: Bool) {
        let now = ContinuousClock.now
        if !force, let drawn = state.drawn, now - drawn < .milliseconds(100) { return }
        state.drawn = now
        let seconds = (now - state.start).seconds
        let line = Self.line(phase: state.phase, count: state.count, total: state.total, seconds: seconds)
        // Carriage return, the line, erase to the end.
        Terminal.writeToStandardError("\r\(line)\u{1B}[K")
    }

    /// `Embedding  [######----] 61% 68,000/111,846  20,113/s  2 s left`
    static func line(phase: String, count: Int, total: Int?, seconds: Double) -> String {
        var parts = [phase + String(repeating: " ", count: max(1, 28 - phase.count))]
        if let total, total > 0 {
            let share = min(1, Double(count) / Double(total))
            let filled = Int(share * 20)
            let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
            parts.append("[\(bar)] \(Int(share * 100))% \(count.grouped)/\(total.grouped)")
        } else if count > 0 {
            parts.append(count.grouped)
        }
        if seconds > 0.2, count > 0 {
            let rate = Double(count) / seconds
            parts.append(" \(Int(rate).grouped)/s")
            if let total, total > count, rate > 0 { parts.append(" \(Int(Double(total - count) / rate) + 1) s left") }
        }
        return parts.joined(separator: " ")
    }
}
