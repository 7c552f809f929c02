import Basics
import JSON
import ReceiptCollections
import ReceiptModel

/// The columns of an answer to `get`: what was asked for of each record, in the server's own order.
struct RecordAnswer {
    private(set) var records: [(record: Record, vector: [Float])] = []

    /// Reads an answer. Throws `malformedInput` where its columns do not fit together.
    init(_ body: [UInt8]) throws {
        var ids: [String] = []
        var documents: [String?]?
        var metadata: [JSONValue]?
        var vectors: [[Float]]?
        try body.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            try reader.readObject { reader, key in
                guard try reader.peek() == .array else { return }
                switch key {
                case "ids": try reader.readArray { ids.append(try $0.readString()) }
                case "documents": documents = try reader.readValue().array?.map(\.string)
                case "metadatas": metadata = try reader.readValue().array
                case "embeddings": vectors = try Self.vectors(&reader)
                default: break
                }
            }
            try reader.finish()
        }
        guard documents?.count ?? ids.count == ids.count, metadata?.count ?? ids.count == ids.count,
            vectors?.count ?? ids.count == ids.count
        else { throw FdnixError(.malformedInput, "the Chroma server's answer has columns of different lengths") }
        records = ids.indices.map { index in
            let facts = metadata?[index].object?.members ?? []
            let record = Record(
                id: ids[index], document: documents?[index],
                metadata: Dictionary(facts.map { ($0.key, $0.value) }) { $1 })
            return (record, vectors?[index] ?? [])
        }
    }

    private static func vectors(_ reader: inout JSONReader) throws -> [[Float]] {
        var vectors: [[Float]] = []
        try reader.readArray { reader in
            var vector: [Float] = []
            vector.reserveCapacity(vectors.last?.count ?? 0)
            guard try reader.peek() == .array else { return vectors.append([]) }
            try reader.readArray { reader in
                switch try reader.readNumber() {
                case .integer(let number): vector.append(Float(number))
                case .double(let number): vector.append(Float(number))
                }
            }
            vectors.append(vector)
        }
        return vectors
    }
}
