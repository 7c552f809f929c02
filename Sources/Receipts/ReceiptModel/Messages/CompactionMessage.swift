import Basics
import JSON

/// What a compactor is asked for.
public enum CompactionMessage: Sendable, Equatable {
    /// Something changed in the table.
    case stream(StreamMessage)
    /// A bundle is to be merged without a run: its records replace those with the same ids.
    case delta(prefix: String, collection: CollectionName)

    /// Reads a message of a queue. Throws `malformedInput` for all that is neither: such a message is never acknowledged.
    public init(body: String, attributes: [String: String]) throws {
        let json: JSONValue
        do {
            json = try JSONValue.parse(body)
        } catch let error as FdnixError {
            throw FdnixError(.malformedInput, "the compaction message is not JSON: \(error.message)")
        }
        if attributes["source"] == StreamMessage.source {
            self = .stream(try StreamMessage(body: json, attributes: attributes))
        } else if let key = json["delta_key"]?.string, !key.isEmpty {
            guard let name = json["collection"]?.string, let collection = CollectionName(rawValue: name) else {
                throw FdnixError(.malformedInput, "the delta notice has a missing or unknown collection")
            }
            self = .delta(prefix: key, collection: collection)
        } else {
            throw FdnixError(
                .malformedInput, "the compaction message is neither of the table's stream nor a delta notice")
        }
    }

    /// The collection that it is for.
    public var collection: CollectionName {
        switch self {
        case .stream(let message): message.collection
        case .delta(_, let collection): collection
        }
    }

    /// What tells it from others in a batch: the same change told twice is handled once.
    public var identity: String {
        switch self {
        case .stream(let message): message.recordID
        case .delta(let prefix, _): "delta:\(prefix)"
        }
    }
}
