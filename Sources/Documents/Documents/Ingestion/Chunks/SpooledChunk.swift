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

    /// A chunk of a document.
    init(_ chunk: DocumentChunk, text: String, of details: DocumentDetails) throws {
        self.text = text
        contentHash = try SentText.contentHash(of: text)
        var members: JSONObject = [:]
        for (key, value) in details.metadata.sorted(by: { $0.key < $1.key }) {
            members[key] = .string(value.withoutNull)
        }
        members["page"] = chunk.page.map { .integer(Int64($0)) }
        members["page_end"] = chunk.lastPage.map { .integer(Int64($0)) }
        members["title"] = details.title.map { .string($0.withoutNull) }
        members["section_header"] = chunk.section.map { .string($0.withoutNull) }
        self.members = members
    }

    /// Reads a record. Throws `malformedInput` where it is not one.
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
