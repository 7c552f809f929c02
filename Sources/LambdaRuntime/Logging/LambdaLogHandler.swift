import Basics
import JSON
public import Logging

/// Writes log lines as Lambda wants them: with the request id of the invocation, and in JSON so that Lambda and
/// CloudWatch can tell level and time.
///
/// A JSON line is `{"timestamp": …, "level": …, "message": …, "logger": …, "requestId": …}` and the metadata
/// (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
public struct LambdaLogHandler: LogHandler {
    /// The least severe level written.
    public var logLevel: Logger.Level
    /// Fields added to every line.
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: LogFormat

    /// A handler for the logger `label`.
    public init(label: String, settings: LambdaLogSettings) {
        self.label = label
        format = settings.format
        logLevel = settings.level
    }

    /// Reads or sets one field.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one event.
    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        Terminal.writeToStandardError(
            render(level: event.level, message: event.message.description, metadata: fields) + "\n")
    }

    func render(level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        let requestID = Invocation.current?.requestID
        switch format {
        case .text:
            var metadata = metadata
            if let requestID { metadata["requestId"] = "\(requestID)" }
            return StandardErrorLogHandler(label: label, format: .text)
                .render(level: level, message: message, metadata: metadata)
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.key("timestamp")
                json.string(Timestamp.rfc3339())
                json.key("level")
                json.string(level.lambdaName)
                json.key("message")
                json.string(message)
                json.key("logger")
                json.string(label)
                if let requestID {
                    json.key("requestId")
                    json.string(requestID)
                }
                for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where !Self.reserved.contains(key) {
                    json.key(key)
                    json.string(value.description)
                }
            }
            return json.text
        }
    }

    private static let reserved: Set<String> = ["timestamp", "level", "message", "logger", "requestId"]
}
