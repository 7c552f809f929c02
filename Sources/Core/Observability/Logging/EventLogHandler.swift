import Basics
import JSON
public import Logging

/// Writes each event to standard output as one line of JSON with typed fields, for programs whose log is read by machines.
///
/// A line is `{"ts": …, "level": …, "service": …, "event": …}` and the fields of logger and event, in the order of their
/// names. `event` is the field of that name; without one it is `message`, and the words stand in the field `message`. A
/// field that is a `JSONValue` or a whole number keeps its type, others are strings.
public struct EventLogHandler: LogHandler {
    /// The least severe level written.
    public var logLevel: Logger.Level
    /// Fields added to every line.
    public var metadata: Logger.Metadata = [:]
    /// Gives fields that depend on the current task.
    public var metadataProvider: Logger.MetadataProvider?
    private let service: String
    private let write: @Sendable ([UInt8]) -> Void

    /// A handler of the service `service`; `write` gets each line with its line feed and must write it in one piece.
    public init(
        service: String, level: Logger.Level = .info,
        write: @escaping @Sendable ([UInt8]) -> Void = { Terminal.writeToStandardOutput($0) }
    ) {
        self.service = service
        logLevel = level
        self.write = write
    }

    /// Reads or sets one field.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one event as one line.
    public func log(event: LogEvent) {
        let line = render(level: event.level, message: event.message.description, metadata: event.metadata ?? [:])
        write(Array(line.utf8) + [0x0A])
    }

    /// The line of one event with these fields of its own, without the line's end.
    public func render(level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        let fields = (metadataProvider?.get() ?? [:]).merging(self.metadata) { $1 }.merging(metadata) { $1 }
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.member("ts", Timestamp.rfc3339())
            json.member("level", level.rawValue)
            json.member("service", service)
            json.member("event", fields["event"]?.description ?? "message")
            if fields["event"] == nil { json.member("message", message) }
            for (key, value) in fields.sorted(by: { $0.key < $1.key }) where !Self.members.contains(key) {
                switch value {
                case .stringConvertible(let value as JSONValue): json.member(key, value)
                case .stringConvertible(let value as Int): json.member(key, value)
                default: json.member(key, value.description)
                }
            }
        }
        return json.text
    }

    private static let members: Set<String> = ["ts", "level", "service", "event"]
}
