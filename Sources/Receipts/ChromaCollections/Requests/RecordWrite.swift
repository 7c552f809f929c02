import Basics
import JSON
import ReceiptModel
import Segments

/// A record on its way to the server, as it is to be there.
struct RecordWrite: Sendable {
    var id: String
    var document: String?
    /// What it has, complete.
    var metadata: [String: JSONValue]
    /// Names that the server may have and must not keep: a write there adds to what it has.
    var dropped: Set<String> = []
    var vector: VectorSource

    /// The metadata as they are sent, in the order of their names. Throws `incompatible` for a name that the server would take
    /// for something else.
    func sent() throws(FdnixError) -> [(name: String, value: JSONValue)] {
        try SentMetadata.of(metadata, dropping: dropped, record: id)
    }
}

/// Metadata as they are sent.
enum SentMetadata {
    /// The name under which the server keeps a record's document.
    private static let document = "chroma:document"

    static func of(
        _ metadata: [String: JSONValue], dropping dropped: Set<String>, record: String
    ) throws(FdnixError) -> [(name: String, value: JSONValue)] {
        guard metadata[document] == nil else {
            throw FdnixError(
                .incompatible, "\(record) has the metadata key \(document), which Chroma takes for its document")
        }
        var all = metadata.filter { !$0.value.isNull && $0.value.array?.isEmpty != true }
        for name in dropped where all[name] == nil { all[name] = .null }
        return all.map { (name: $0.key, value: $0.value) }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
    }

    /// Writes them as an object, null where there are none.
    static func write(_ members: [(name: String, value: JSONValue)], to json: inout JSONWriter) {
        guard !members.isEmpty else { return json.null() }
        json.object { json in for (name, value) in members { json.member(name, value) } }
    }
}

extension [String: JSONValue] {
    /// What has to be sent to make of these metadata others: what is new or another, and null for what goes.
    func changes(to other: [String: JSONValue]) -> (set: [String: JSONValue], dropped: Set<String>) {
        (other.filter { self[$0.key] != $0.value }, Set(keys).subtracting(other.keys))
    }
}
