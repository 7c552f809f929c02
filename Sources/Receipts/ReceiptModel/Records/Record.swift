import Basics
public import JSON

/// What a collection keeps of a line or word beside its vector.
public struct Record: Sendable, Equatable {
    /// The id, the same each time the receipt is embedded; one that was imported may be of any shape.
    public var id: String
    /// The text as it is printed; nil where an imported record has none.
    public var document: String?
    /// Facts by name: strings, numbers, flags, and lists of them.
    public var metadata: [String: JSONValue]

    /// A record; one without metadata has an empty dictionary.
    public init(id: String, document: String?, metadata: [String: JSONValue]) {
        self.id = id
        self.document = document
        self.metadata = metadata
    }

    /// The record as a line of JSON without its end: keys sorted, no blanks; equal records give equal bytes.
    public var encoded: [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object {
            if let document { $0.member("document", document) }
            $0.member("id", id)
            if !metadata.isEmpty {
                $0.objectMember("metadata") { writer in
                    for (key, value) in metadata.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                        writer.member(key, value)
                    }
                }
            }
        }
        return writer.bytes
    }

    /// Reads what `encoded` writes; a null document or metadata counts as none. Throws `malformedInput`.
    public init(_ json: UnsafeRawBufferPointer) throws {
        let value = try JSONValue.parse(json)
        guard let id = value["id"]?.string else { throw FdnixError(.malformedInput, "a record has no id") }
        var metadata: [String: JSONValue] = [:]
        for member in value["metadata"]?.object?.members ?? [] { metadata[member.key] = member.value }
        self.init(id: id, document: value["document"]?.string, metadata: metadata)
    }
}

extension Record {
    /// The record as it is written here after it was read elsewhere: a receipt's number is a number, also where others wrote it
    /// as text.
    public var imported: Record {
        var record = self
        if let number = metadata["receipt_id"] { record.metadata["receipt_id"] = MetadataFilter.number(number) }
        return record
    }
}
