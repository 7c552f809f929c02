import Basics
import DocumentStore
import JSON
import Synchronization

/// Gives the chunks of a document with their vectors one by one, as the store takes them.
final class ChunkSequence: Sendable {
    private struct Place {
        var reader: RecordReader
        var index = 0
    }

    private let place: Mutex<Place>
    private let vectors: VectorFile
    private let metadata: ChunkMetadata

    /// The chunks of the records at `path`. Throws `notFound` or `io`.
    init(_ path: String, _ vectors: VectorFile, _ metadata: ChunkMetadata) throws {
        place = Mutex(Place(reader: try RecordReader(path)))
        self.vectors = vectors
        self.metadata = metadata
    }

    /// The next chunk; nil after the last one. Throws `io`.
    func next() throws -> StoredChunk? {
        try place.withLock { place in
            guard let record = try place.reader.next() else { return nil }
            defer { place.index += 1 }
            let chunk = try SpooledChunk(record: record)
            return StoredChunk(
                text: chunk.text, vector: try vectors.read(at: place.index),
                metadata: metadata.of(chunk, index: place.index))
        }
    }
}

/// What is kept with each chunk of one version of a document.
struct ChunkMetadata: Sendable {
    private let sidecar: JSONObject
    private let source: String
    private let timestamp: Int
    private let modelID: String

    /// What the sidecar says, and over it what is known: `timestamp` in milliseconds since 1970.
    init(sidecar: JSONObject, source: String, timestamp: Int, modelID: String) {
        self.sidecar = sidecar
        self.source = source
        self.timestamp = timestamp
        self.modelID = modelID
    }

    /// The metadata of chunk number `index`, from 0.
    func of(_ chunk: SpooledChunk, index: Int) -> JSONValue {
        var all = sidecar
        for member in chunk.members.members { all[member.key] = member.value }
        all["source"] = .string(source)
        all["create_timestamp"] = .integer(Int64(timestamp))
        all["embeddings_model_id"] = .string(modelID)
        all["content_hash"] = .string(chunk.contentHash)
        all["chunk_index"] = .integer(Int64(index))
        return .object(all)
    }
}
