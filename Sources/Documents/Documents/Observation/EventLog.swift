public import JSON
public import Logging

/// The events of ingestion, as lines of the log. A document's text, prompts and secrets never get into one.
public struct EventLog: Sendable {
    /// What happened to a document, in the order of a task.
    public enum Event: String, Sendable {
        case taskStart = "task_start"
        case claim
        case objectRead = "object_read"
        case extracted
        case split
        case embedProgress = "embed_progress"
        case committed
        case result
        case taskEnd = "task_end"
    }

    private var logger: Logger

    /// Events that `logger` writes, with the fields that it has.
    public init(_ logger: Logger) { self.logger = logger }

    /// The same log, every line of which says which document is worked on.
    public func document(_ uri: String, run: String) -> EventLog {
        var log = self
        log.logger[metadataKey: "execution"] = "\(run)"
        log.logger[metadataKey: "file_uri"] = "\(uri)"
        return log
    }

    /// The same log, every line of which says which attempt at the document it is.
    public func attempt(_ number: Int) -> EventLog {
        var log = self
        log.logger[metadataKey: "attempt"] = .stringConvertible(number)
        return log
    }

    /// Tells of an event with these fields.
    public func event(_ event: Event, _ fields: JSONObject = [:]) {
        var metadata: Logger.Metadata = ["event": "\(event.rawValue)"]
        for field in fields.members { metadata[field.key] = .stringConvertible(field.value) }
        logger.info("\(event.rawValue)", metadata: metadata)
    }

    /// Tells of something that went wrong and does not stop the work.
    public func warning(_ text: String) { logger.warning("\(text)") }
}
