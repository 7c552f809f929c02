import Basics
import JSON

extension ReadingStage {
    /// Adds the chunks of what is said in a film. Throws `IngestionFailure`.
    func readFilm(_ film: Film, into spool: ChunkSpool) async throws -> Extraction {
        guard environment.cloud.mediaBucket != nil else {
            throw IngestionFailure(
                .missingMediaBucket, "a film needs a bucket for what is made of it: set MEDIA_BUCKET_NAME")
        }
        guard let films = environment.films else {
            throw IngestionFailure(
                .videoProcessingFailed, "nothing here writes down what is said in films: set TRANSCRIBER")
        }
        let read = try await IngestionFailure.mapping(.videoProcessingFailed) { try await films.read(film) }
        var extraction = Extraction()
        guard let read else {
            throw IngestionFailure(.noVideoChunks, "nothing is said in the film")
        }
        try IngestionFailure.rethrowing(.internalError) {
            let text = DocumentText(spillingTo: folder.file("text-film"))
            try read.text.withUnsafeBytes { try text.append($0) }
            try spool.append(ReadDocument(text: text, details: read.details))
            try spool.finish()
        }
        log.event(.extracted, ["documents": 1])
        extraction.chunks = spool.count
        return extraction
    }
}
