import Basics
import JSON
public import Logging

/// Writes each event to standard error as one line of JSON in the shape that AWS Lambda and CloudWatch Logs tell level and
/// time from.
///
/// A line is `{"timestamp": …, "level": …, "message": …, "logger": …}`, the fields of the metadata provider (in Lambda the
/// `requestId`), and those of logger and event. A field that is named like a member before it is left out
/// (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
public struct CloudWatchLogHandler: LogHandler {
    /// The least severe level written.
    public var logLevel: Logger.Level
    /// Fields added to every line.
    public var metadata: Logger.Metadata = [:]
    /// Gives fields that depend on the current task, such as the request it works for.
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String

    /// A handler for the logger `label`.
    public init(label: String, level: Logger.Level = .info, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
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
        var written: Set<String> = ["timestamp", "level", "message", "logger"]
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.member("timestamp", Timestamp.rfc3339())
            json.member("level", level.cloudWatchName)
            json.member("message", message)
            json.member("logger", label)
            for fields in [metadataProvider?.get() ?? [:], self.metadata.merging(metadata) { $1 }] {
                for (key, value) in fields.sorted(by: { $0.key < $1.key }) where written.insert(key).inserted {
                    json.member(key, value.description)
                }
            }
        }
        return json.text
    }
}

extension Logger.Level {
    /// The level that AWS calls `name`, in any case; nil for any other word.
    public init?(cloudWatchName name: String) {
        switch name.uppercased() {
        case "TRACE": self = .trace
        case "DEBUG": self = .debug
        case "INFO": self = .info
        case "WARN": self = .warning
        case "ERROR": self = .error
        case "FATAL": self = .critical
        default: return nil
        }
    }

    /// What AWS calls the level; it knows one less than swift-log, so `notice` is `INFO`.
    public var cloudWatchName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
