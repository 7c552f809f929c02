import Basics
import DocumentReaders
import JSON
import TextSplitting

/// A chunk on its way to its vector, as it lies on disk.
struct SpooledChunk: Sendable {
    /// Its words.
    var text: String
    /// The SHA-256 of the text that the model is sent, in hexadecimal.
    var contentHash: String
    /// What the document itself says of it.
    var members: JSONObject

    /// A chunk of the document whose chunks all have `members`.
    init(_ chunk: DocumentChunk, text: String, _ members: JSONObject) throws {
        self.text = text
        contentHash = try SentText.contentHash(of: text)
        var members = members
        members["page"] = chunk.page.map { .integer(Int64($0)) }
        members["page_end"] = chunk.lastPage.map { .integer(Int64($0)) }
        members["section_header"] = chunk.section.map { .string($0.withoutNull) }
        self.members = members
    }

    /// What every chunk of a document says of it.
    static func members(of details: DocumentDetails) -> JSONObject {
        var members: JSONObject = [:]
        for (key, value) in details.metadata.sorted(by: { $0.key < $1.key }) {
            members[key] = .string(value.withoutNull)
        }
        members["title"] = details.title.map { .string($0.withoutNull) }
        return members
    }

    /// Reads a record. Throws `malformedInput` or `corrupt` where it is not one.
    init(record: [UInt8]) throws {
        guard let fields = try JSONValue.parse(record).array, fields.count == 3, let text = fields[0].string,
            let hash = fields[1].string, let members = fields[2].object
        else { throw FdnixError(.corrupt, "a chunk on disk was damaged; is something else writing to it?") }
        self.text = text
        contentHash = hash
        self.members = members
    }

    /// The chunk as a record.
    var record: [UInt8] { JSONValue.array([.string(text), .string(contentHash), .object(members)]).encoded }
}
