/// How log lines are written to standard error.
public enum LogFormat: String, Sendable, CaseIterable {
    /// `<ISO-8601 time> - <logger> - <LEVEL> - <message>` and the fields as ` name=value`.
    case text
    /// One JSON object a line: `time`, `logger`, `level`, `message` and the fields, all of them strings.
    case json

    /// `FDNIX_LOG_FORMAT` where it names a format, in any case; else text on a terminal and JSON otherwise.
    public static func chosen(environment: [String: String], standardErrorIsTerminal: Bool) -> LogFormat {
        LogFormat(rawValue: environment["FDNIX_LOG_FORMAT"]?.lowercased() ?? "")
            ?? (standardErrorIsTerminal ? .text : .json)
    }
}
