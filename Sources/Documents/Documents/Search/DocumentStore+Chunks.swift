public import DocumentStore
import JSON

extension DocumentStore {
    /// The active chunks of a document in their order: up to `count` (1 to 100), those whose `chunk_index` is `first` or
    /// more.
    ///
    /// A search without a question: its filter names the chunks, and every likeness will do. Throws as `search` does.
    public func chunks(
        of source: String, in collection: DocumentCollection, from first: Int, count: Int
    ) async throws -> [FoundChunk] {
        var vector = [Float](repeating: 0, count: collection.dimension)
        if !vector.isEmpty { vector[0] = 1 }
        let (start, length) = (Int64(max(0, first)), Int64(min(max(1, count), 100)))
        let (end, overflows) = start.addingReportingOverflow(length - 1)
        let filter = ChunkFilter.all([
            .equals("source", .string(source)),
            .between("chunk_index", .integer(start), .integer(overflows ? .max : end)),
        ])
        // No two vectors are less alike than −1, whatever rounding does.
        let query = ChunkQuery("", vector: vector, in: collection, limit: Int(length), threshold: -2, filter: filter)
        return try await search(query).sorted { Self.index($0) < Self.index($1) }
    }

    private static func index(_ chunk: FoundChunk) -> Int { ChunkPlace(chunk.metadata).index ?? .max }
}
