import Basics
import JSON

/// A document that a run is to ingest, as an element of the run's list.
public struct PendingDocument: Sendable, Hashable {
    /// The document's address, as its row has it.
    public var uri: String
    /// The media type by which it is read.
    public var contentType: String
    /// The version that the row knows.
    public var etag: String
    /// The key of the run's model, as the run was given it; nil for the first configured one.
    public var modelKey: String?
    /// The run's name, under which results are found.
    public var run: String

    /// The element: the input of one task.
    public var json: JSONObject {
        [
            "FileURI": .string(uri), "ContentType": .string(contentType),
            "model_ref_key": modelKey.map { .string($0) } ?? .null, "ETag": .string(etag),
            "_executionName": .string(run),
        ]
    }

    /// The list, a member a line.
    static func list(_ documents: [PendingDocument]) -> [UInt8] {
        guard !documents.isEmpty else { return Array("[]\n".utf8) }
        let elements = documents.map { document in
            let members = document.json.members.map { "    \(JSONValue.string($0.key)): \($0.value)" }
            return "  {\n\(members.joined(separator: ",\n"))\n  }"
        }
        return Array("[\n\(elements.joined(separator: ",\n"))\n]\n".utf8)
    }

    /// The addresses in a list. Throws `corrupt` where it is not one.
    static func uris(inList bytes: [UInt8]) throws -> [String] {
        let elements = try JSONValue.parse(bytes).array
        let uris = elements?.compactMap { $0["FileURI"]?.string }
        guard let elements, let uris, uris.count == elements.count else {
            throw FdnixError(.corrupt, "the list of the run's documents is not an array of objects with a FileURI")
        }
        return uris
    }
}
