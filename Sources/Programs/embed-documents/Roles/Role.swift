import Basics
import Documents
import Logging
import Observability
import Settings

/// What this process is asked to be.
enum Role {
    /// The words of the command line: the arguments; without any the role that `EMBED_ROLE` names, or `task` where
    /// `INPUT_JSON` is set. Nil where nothing says what is wanted.
    static func words(_ arguments: [String], _ environment: [String: String]) -> [String]? {
        if !arguments.isEmpty { return arguments }
        if let role = environment["EMBED_ROLE"], !role.isEmpty { return [role] }
        return environment["INPUT_JSON"].map { _ in ["task"] }
    }

    /// Starts the log. Roles that ingest write events to standard output where a machine reads it; all others leave that to
    /// what they print.
    static func startLog(of role: String, _ environment: [String: String]) {
        let writesEvents = role == "task" || ["run", "watch"].contains(role) && !Terminal.standardOutputIsTerminal
        if writesEvents {
            let service = LogSettings(Settings(environment)).service
            return LoggingSystem.bootstrap { _ in EventLogHandler(service: service) }
        }
        let format = LogFormat.chosen(
            environment: environment, standardErrorIsTerminal: Terminal.standardErrorIsTerminal)
        // Where a person watches a bar, the events of each document are noise.
        let level: Logger.Level = ["run", "watch"].contains(role) ? .warning : .info
        LoggingSystem.bootstrap { StandardErrorLogHandler(label: $0, format: format, level: level) }
    }
}
