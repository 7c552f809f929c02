import Basics

/// A workshop for commands that print an answer.
enum CommandWorkshop {
    /// A workshop whose log goes to standard error. Throws `usage`.
    static func make() throws(FdnixError) -> Workshop {
        let environment = ProcessEnvironment.current
        let (events, metrics) = try EventSink.standardError.start(environment)
        return Workshop(environment, events: events, metrics: metrics)
    }
}
