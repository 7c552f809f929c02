import Basics
import JSON
import ReceiptModel
import Segments

/// The answer to `query` with one vector.
struct QueryAnswer {
    let matches: [NearestRecords.Match]

    /// Reads an answer. Throws `malformedInput` where its columns do not fit together.
    init(_ body: [UInt8]) throws {
        let json = try JSONValue.parse(body)
        func column(_ name: String) -> [JSONValue] { json[name]?[0]?.array ?? [] }
        let (ids, distances) = (column("ids").compactMap(\.string), column("distances").compactMap(\.double))
        let (documents, metadata) = (column("documents"), column("metadatas"))
        guard [distances.count, documents.count, metadata.count].allSatisfy({ $0 == ids.count }) else {
            throw FdnixError(.malformedInput, "the Chroma server's answer has columns of different lengths")
        }
        matches = ids.indices.map { index in
            let facts = metadata[index].object?.members ?? []
            let record = Record(
                id: ids[index], document: documents[index].string,
                metadata: Dictionary(facts.map { ($0.key, $0.value) }) { $1 })
            return NearestRecords.Match(distance: Float(distances[index]), record: record)
        }
    }
}
