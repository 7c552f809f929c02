import Basics
import JSON

extension ReadingStage {
    /// Adds the chunks of what is said in a film, none where nothing is. Throws `IngestionFailure`.
    func readFilm(_ path: String, object: ObjectURI?, into spool: ChunkSpool) async throws -> Extraction {
        guard let media = environment.cloud.mediaBucket else {
            throw IngestionFailure(
                .missingMediaBucket, "a film needs a bucket for what is made of it: set MEDIA_BUCKET_NAME")
        }
        guard let films = environment.films else {
            throw IngestionFailure(
                .videoProcessingFailed, "nothing here writes down what is said in films: set TRANSCRIBER")
        }
        let film = Film(uri: uri, object: object, path: path, mediaBucket: media)
        let read = try await IngestionFailure.mapping(.videoProcessingFailed) { try await films.read(film) }
        try IngestionFailure.rethrowing(.internalError) {
            if let read {
                let text = DocumentText(spillingTo: folder.file("text-film"))
                try read.text.withUnsafeBytes { try text.append($0) }
                try spool.append(ReadDocument(text: text, details: read.details))
            }
            try spool.finish()
        }
        log.event(.extracted, ["documents": .integer(read == nil ? 0 : 1)])
        return Extraction(chunks: spool.count)
    }
}
