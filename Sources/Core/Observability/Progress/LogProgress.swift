public import Basics
public import Logging
import Synchronization

/// Writes progress as log lines: at the beginning and end of a phase and every few seconds between.
public final class LogProgress: ProgressReporter {
    private struct State {
        var phase = ""
        var total: Int?
        var count = 0
        var start = ContinuousClock.now
        var written = ContinuousClock.now
    }
    private let state = Mutex(State())
    private let logger: Logger
    private let interval: Duration

    /// Writes to `logger`; between beginning and end no more often than `interval`.
    public init(_ logger: Logger, every interval: Duration = .seconds(5)) {
        self.logger = logger
        self.interval = interval
    }

    /// Logs that `phase` begins, and the amount of work where it is known.
    public func begin(_ phase: String, total: Int?) {
        state.withLock { $0 = State(phase: phase, total: total) }
        logger.info("\(phase)", metadata: total.map { ["total": "\($0)"] })
    }

    /// Logs the count, unless a line was written less than the interval ago.
    public func update(_ count: Int) {
        state.withLock { state in
            state.count = count
            guard ContinuousClock.now - state.written >= interval else { return }
            state.written = ContinuousClock.now
            logger.info("\(state.phase)", metadata: fields(state))
        }
    }

    /// Logs that the phase is done, with its count and the seconds it took.
    public func end() { state.withLock { logger.info("\($0.phase): done", metadata: fields($0)) } }

    private func fields(_ state: State) -> Logger.Metadata {
        let seconds = (ContinuousClock.now - state.start).seconds
        var fields: Logger.Metadata = ["seconds": "\((seconds * 1000).rounded() / 1000)"]
        if state.count > 0 { fields["count"] = "\(state.count)" }
        if let total = state.total { fields["total"] = "\(total)" }
        return fields
    }
}
