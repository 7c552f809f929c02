import Basics
import JSON
public import Logging

/// Writes each event to standard error as one line, in one system call, so that lines of several threads never mix.
///
/// Fields come, in rising order of precedence, from the metadata provider, the logger and the event. In JSON lines a field
/// that is named like one of the line's own members is left out.
public struct StandardErrorLogHandler: LogHandler {
    /// The least severe level written.
    public var logLevel: Logger.Level
    /// Fields added to every line.
    public var metadata: Logger.Metadata = [:]
    /// Gives fields that depend on the current task, such as the request it works for.
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat

    /// A handler for the logger `label`.
    public init(
        label: String, format: LogFormat, level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.format = format
        logLevel = level
        self.metadataProvider = metadataProvider
    }

    /// Reads or sets one field.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one event as one line to standard error, in one system call.
    public func log(event: LogEvent) {
        let line = render(level: event.level, message: event.message.description, metadata: event.metadata ?? [:])
        Terminal.writeToStandardError(line + "\n")
    }

    /// The line of one event with these fields of its own, without the line's end.
    public func render(level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        let fields = (metadataProvider?.get() ?? [:]).merging(self.metadata) { $1 }.merging(metadata) { $1 }
            .sorted { $0.key < $1.key }
        switch format {
        case .text:
            let suffix = fields.map { " \($0.key)=\($0.value)" }.joined()
            let text = (message + suffix).printable(onOneLine: true)
            return "\(Timestamp.iso8601()) - \(label) - \(level.rawValue.uppercased()) - \(text)"
        case .json:
            var json = JSONWriter(capacity: 256)
            json.object { json in
                json.member("time", Timestamp.iso8601())
                json.member("logger", label)
                json.member("level", level.rawValue)
                json.member("message", message)
                for (key, value) in fields where !Self.members.contains(key) {
                    json.member(key, value.description)
                }
            }
            return json.text
        }
    }

    private static let members: Set<String> = ["time", "logger", "level", "message"]
}
