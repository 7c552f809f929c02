/// How log lines are written to standard error.
public enum LogFormat: String, Sendable, CaseIterable {
    /// `<ISO-8601 time> - <logger> - <LEVEL> - <message>`
    case text
    /// One JSON object a line: `time`, `logger`, `level`, `message` and the metadata.
    case json

    /// `FDNIX_LOG_FORMAT` where set, else text on a terminal and JSON otherwise.
    public static func chosen(environment: [String: String], standardErrorIsTerminal: Bool) -> LogFormat {
        LogFormat(rawValue: environment["FDNIX_LOG_FORMAT"]?.lowercased() ?? "")
            ?? (standardErrorIsTerminal ? .text : .json)
    }
}
