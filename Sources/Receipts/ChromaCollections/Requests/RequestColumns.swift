import Basics
import JSON
import Segments
import Vectors

/// One record of a request, as JSON.
struct EncodedRecord {
    private(set) var id: [UInt8]
    private(set) var metadata: [UInt8]
    private(set) var vector: [UInt8]?
    private(set) var document: [UInt8]?

    /// A record with its vector. Throws `incompatible` for metadata that cannot be sent.
    init(_ record: RecordWrite, takesBase64: Bool) throws(FdnixError) {
        self.init(record.id, try record.sent())
        document = Self.json { $0.string(orNull: record.document) }
        vector = Self.json { json in
            if takesBase64 {
                json.string(Base64.encode(FloatBytes.bytes(record.vector.numbers)))
            } else {
                json.array { json in for number in record.vector.numbers { json.float(number) } }
            }
        }
    }

    /// Metadata of a record that is there.
    init(_ id: String, _ members: [(name: String, value: JSONValue)]) {
        self.id = Self.json { $0.string(id) }
        metadata = Self.json { SentMetadata.write(members, to: &$0) }
    }

    /// How much room it takes in a request.
    var bytes: Int { id.count + metadata.count + (vector?.count ?? 0) + (document?.count ?? 0) + 4 }

    private static func json(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        body(&json)
        return json.bytes
    }
}

/// Records of one request: a column each for ids, vectors, metadata and documents.
struct RequestColumns {
    private var records: [EncodedRecord] = []
    private var bytes = 0
    private let limits: ChromaLimits

    init(_ limits: ChromaLimits) { self.limits = limits }

    var isEmpty: Bool { records.isEmpty }

    /// Whether the request can take the record, too; an empty one takes any.
    func hasRoom(for record: EncodedRecord) -> Bool {
        isEmpty || (records.count < limits.records && bytes + record.bytes <= limits.bytes)
    }

    mutating func add(_ record: EncodedRecord) {
        records.append(record)
        bytes += record.bytes
    }

    /// The body of the request; columns that no record has are left out.
    var body: [UInt8] {
        var json = JSONWriter(capacity: bytes + 64)
        json.object { json in
            column("ids", \.id, &json)
            column("embeddings", \.vector, &json)
            column("metadatas", \.metadata, &json)
            column("documents", \.document, &json)
        }
        return json.bytes
    }

    private func column(_ name: String, _ part: (EncodedRecord) -> [UInt8]?, _ json: inout JSONWriter) {
        let values = records.compactMap(part)
        guard values.count == records.count else { return }
        json.arrayMember(name) { json in for value in values { json.raw(value) } }
    }
}
