import Basics
import CoreMetrics
import Logging
import Observability
import ReceiptEvents
import Receipts
import Settings

/// Where lines of the log and metrics go.
enum EventSink: Sendable {
    /// Standard output: roles that a machine watches.
    case standardOutput
    /// Standard error: commands that print their answer.
    case standardError

    /// Events as the environment wants them, and what writes the metrics at the end of a piece of work. To be called once.
    /// Throws `usage`.
    func start(_ environment: [String: String]) throws(FdnixError) -> (events: ReceiptEvents, metrics: EMFMetrics?) {
        var variables = Settings(environment)
        let settings = EventSettings(&variables)
        try variables.check()
        let level = settings.level
        let write = self.write
        switch self {
        case .standardOutput:
            LoggingSystem.bootstrap { _ in EventLogHandler(service: "receipts", level: level, write: write) }
        case .standardError:
            let format = LogFormat.chosen(
                environment: environment, standardErrorIsTerminal: Terminal.standardErrorIsTerminal)
            LoggingSystem.bootstrap { StandardErrorLogHandler(label: $0, format: format, level: level) }
        }
        // People read the lines of a command; metrics among them would be noise.
        let isRead = self == .standardError && Terminal.standardErrorIsTerminal
        return Self.events(hasMetrics: settings.hasMetrics && !isRead, write)
    }

    /// Events of a Lambda function, whose log is set up already.
    static func inLambda(_ environment: [String: String]) throws(FdnixError) -> (
        events: ReceiptEvents, metrics: EMFMetrics?
    ) {
        var variables = Settings(environment)
        let settings = EventSettings(&variables)
        try variables.check()
        return events(hasMetrics: settings.hasMetrics) { Terminal.writeToStandardOutput($0) }
    }

    /// The level that `LOG_LEVEL` chooses; nil where nothing does, and where it cannot be read: who starts tells of that.
    static func level(_ environment: [String: String]) -> Logger.Level? {
        var variables = Settings(environment)
        let settings = EventSettings(&variables)
        return settings.isLevelChosen && variables.problems.isEmpty ? settings.level : nil
    }

    private static func events(
        hasMetrics: Bool, _ write: @escaping @Sendable ([UInt8]) -> Void
    ) -> (events: ReceiptEvents, metrics: EMFMetrics?) {
        let logger = Logger(label: "receipts")
        guard hasMetrics else { return (ReceiptEvents(logger, NOOPMetricsHandler.instance), nil) }
        let times: [ReceiptMetric] = [.executionTime, .lockDuration, .lockWaitTime]
        let units = Dictionary(uniqueKeysWithValues: times.map { ($0.rawValue, EMFMetrics.Unit.milliseconds) })
        let metrics = EMFMetrics(namespace: "EmbeddingWorkflow", units: units, write: write)
        return (ReceiptEvents(logger, metrics), metrics)
    }

    private var write: @Sendable ([UInt8]) -> Void {
        switch self {
        case .standardOutput: { Terminal.writeToStandardOutput($0) }
        case .standardError: { Terminal.writeToStandardError($0) }
        }
    }
}
