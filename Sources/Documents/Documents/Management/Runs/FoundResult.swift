import Basics
import JSON
import ObjectStorage

/// What a summary reads of one result.
struct FoundResult: Sendable {
    let uri: String
    let status: String?
    let error: String?
    let embeddings: Int
    /// When the task ended, in milliseconds since 1970.
    let finishedAt: Int
    /// The object's key; nil for a document without a result.
    let key: String?

    /// Reads a result; nil for an object that is not one.
    init?(_ json: JSONValue, _ object: ObjectInfo) {
        guard let uri = json["FileURI"]?.string, let embeddings = json["EmbeddingsGenerated"]?.int else { return nil }
        self.uri = uri
        self.embeddings = Int(embeddings)
        status = json["Status"]?.string
        error = json["Error"]?.string
        key = object.key
        let finished = json["FinishedAt"]
        finishedAt =
            finished?.string.flatMap { Timestamp.milliseconds(iso8601: $0) } ?? finished?.int.map { Int($0) }
            ?? object.modified
    }

    private init(missing uri: String) {
        (self.uri, embeddings, finishedAt, key) = (uri, 0, .min, nil)
        status = IngestionStatus.noResult.rawValue
        error = "the task left no result: it was killed, ran out of memory, or was not started"
    }

    /// What stands for the result of a document as long as there is none.
    static func missing(_ uri: String) -> FoundResult { FoundResult(missing: uri) }

    /// Whether `other` tells of a later end; keys decide between those of one moment.
    func isBefore(_ other: FoundResult) -> Bool {
        finishedAt == other.finishedAt ? key ?? "" < other.key ?? "" : finishedAt < other.finishedAt
    }

    /// Counts the result.
    func add(to summary: inout RunSummary) {
        summary.embeddingsGenerated += embeddings
        guard let status else {
            summary.succeeded += 1
            return
        }
        if IngestionStatus(rawValue: status)?.isSkip == true {
            summary.skipped += 1
        } else {
            summary.failures.append(.init(uri: uri, status: status, error: error ?? "", result: key))
        }
    }
}
