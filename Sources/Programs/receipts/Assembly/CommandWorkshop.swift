import Basics
import Logging
import Observability
import Receipts

/// A workshop for commands that print an answer.
enum CommandWorkshop {
    /// A workshop whose log goes to standard error, for a command that cannot do without `required`. Throws `usage` that names
    /// all that is wrong.
    static func make(_ required: RequiredSettings) throws -> Workshop {
        try make(ProcessEnvironment.current, required)
    }

    /// The same for a command that only reads: what is not there is not made. Throws `notFound` where nothing is kept on this
    /// machine, unless a Chroma server has what is read.
    static func makeReading(_ required: RequiredSettings) throws -> Workshop {
        let workshop = try make(required)
        let readsServer = try required.parts.contains(.collections) && workshop.hasServer()
        if !readsServer { try workshop.checkThere() }
        return workshop
    }

    /// The same for a command that does the work of roles, with where it shows how far it is. Where that is drawn, their lines
    /// would tear it: warnings alone are told, unless LOG_LEVEL wants more. Throws `usage`.
    static func makeWithProgress(
        _ required: RequiredSettings
    ) throws -> (workshop: Workshop, progress: any ProgressReporter) {
        var environment = ProcessEnvironment.current
        if ProgressDisplay.isDrawn, environment["LOG_LEVEL"] == nil { environment["LOG_LEVEL"] = "warning" }
        return (try make(environment, required), ProgressDisplay.make(Logger(label: "receipts")))
    }

    private static func make(_ environment: [String: String], _ required: RequiredSettings) throws -> Workshop {
        try required.check(environment)
        let (events, metrics) = try EventSink.standardError.start(environment)
        return Workshop(environment, events: events, metrics: metrics)
    }
}
