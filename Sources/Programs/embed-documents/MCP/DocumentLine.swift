import DocumentStore
import Documents
import JSON

/// A chunk as a model reads it: few keys, because every one of them costs its reader.
struct DocumentLine {
    private let chunk: FoundChunk
    private let score: Double?

    init(_ chunk: FoundChunk, score: Double? = nil) {
        self.chunk = chunk
        self.score = score
    }

    /// Writes the chunk as an object on a line.
    func write(to json: inout JSONWriter) {
        let place = ChunkPlace(chunk.metadata)
        json.object { json in
            if score != nil { json.member("source", place.source) }
            if let index = place.index { json.member("chunk", index) }
            if let page = place.page { json.member("page", page) }
            if let section = place.section { json.member("section", section) }
            if let score { json.member("score", (score * 1000).rounded() / 1000) }
            json.member("text", chunk.text)
        }
        json.newline()
    }
}
