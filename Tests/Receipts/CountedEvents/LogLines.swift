public import Logging
public import ReceiptEvents
import Synchronization

/// The lines of a log, for a test to read.
public final class LogLines: Sendable {
    private let lines = Mutex<[(text: String, fields: [String: String])]>([])

    /// A log without lines.
    public init() {}

    /// What the lines say, without their fields.
    public var all: [String] { lines.withLock { $0.map(\.text) } }

    /// What the lines say, each with its fields.
    public var whole: [String] { lines.withLock { $0.map { "\($0.text) \($0.fields)" } } }

    /// Whether a line has this in it.
    public func has(_ text: String) -> Bool { all.contains { $0.contains(text) } }

    /// How many lines say just this.
    public func count(_ text: String) -> Int { all.count { $0 == text } }

    /// The fields of the lines with this in them.
    public func fields(_ text: String) -> [[String: String]] {
        lines.withLock { $0.filter { $0.text.contains(text) }.map(\.fields) }
    }

    /// What writes into the lines.
    public var handler: any LogHandler { Handler(lines: self) }

    /// Events that are logged here, and counted for nobody.
    public var events: ReceiptEvents { CountedMetrics().events { self.handler } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = metadata.mapValues { "\($0)" }
            lines.lines.withLock { $0.append(("\(event.message)", fields)) }
        }
    }
}
