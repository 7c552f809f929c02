import Basics
import Logging
import Observability

/// A workshop for commands that print an answer.
enum CommandWorkshop {
    /// A workshop whose log goes to standard error. Throws `usage`.
    static func make() throws(FdnixError) -> Workshop { try make(ProcessEnvironment.current) }

    /// The same for a command that does the work of roles, with where it shows how far it is. Where that is drawn, their lines
    /// would tear it: warnings alone are told, unless LOG_LEVEL wants more. Throws `usage`.
    static func makeWithProgress() throws(FdnixError) -> (workshop: Workshop, progress: any ProgressReporter) {
        var environment = ProcessEnvironment.current
        if ProgressDisplay.isDrawn, environment["LOG_LEVEL"] == nil { environment["LOG_LEVEL"] = "warning" }
        return (try make(environment), ProgressDisplay.make(Logger(label: "receipts")))
    }

    private static func make(_ environment: [String: String]) throws(FdnixError) -> Workshop {
        let (events, metrics) = try EventSink.standardError.start(environment)
        return Workshop(environment, events: events, metrics: metrics)
    }
}
