import Basics
import DocumentReaders
import DocumentStore
import JSON
import TextSplitting

/// The work on one document from its object to its committed chunks.
struct IngestionWork: Sendable {
    /// How the work ends where nothing goes wrong.
    enum Ending: Sendable {
        /// The version is stored.
        case stored(StoredVersion)
        /// Files of the kind are not handled; the version is that of the row, nil where there is none.
        case unsupported(StoredVersion?)
        /// The document was read and is not to be stored.
        case dryRun
    }

    let task: IngestionTask
    let source: DocumentSource
    let model: EmbeddingModelSpec
    let row: CacheRow?
    let keeper: ClaimKeeper
    let log: EventLog

    private var environment: IngestionEnvironment { task.environment }
    private var item: TaskInput.Item { task.item }

    /// Does it. Throws `IngestionFailure`, and `CancellationError`.
    func run() async throws -> Ending {
        guard let type = DocumentType(contentType: item.contentType, key: source.key) else {
            task.note { $0.skipped = "UNSUPPORTED_TYPE" }
            return .unsupported(
                row.map {
                    StoredVersion(
                        uri: item.uri, contentType: $0.contentType, etag: $0.etag, size: $0.size,
                        sidecarETag: $0.sidecarETag, model: model.key)
                })
        }
        let metrics = environment.metrics.of(model: model.key)
        let folder = try IngestionFailure.rethrowing(.internalError) {
            try WorkingFolder(in: environment.temporaryDirectory, prefix: IngestionEnvironment.folderPrefix)
        }
        // Its files are read by their paths to the very end.
        defer { withExtendedLifetime(folder) {} }
        let fetch = DocumentFetch(
            cloud: environment.cloud, folder: folder, limit: environment.bounds.maxDocumentBytes, log: log)
        let document = try await fetch.fetch(source)
        log.event(.objectRead, ["bytes": .integer(Int64(document.size)), "etag": .string(document.etag)])
        let spool = try IngestionFailure.rethrowing(.internalError) {
            try ChunkSpool(folder.file("chunks"), splitter())
        }
        let extraction = try await extract(document, type, folder, spool, metrics)
        let (chunks, chunkPath) = (extraction.chunks, spool.path)
        task.note { result in
            result.chunks = chunks
            result.pages = extraction.pages
            result.pagesWithoutText = extraction.pagesWithoutText
        }
        log.event(.split, ["chunks": .integer(Int64(chunks))])
        if type == .video, environment.films?.isDryRun == true {
            task.note { $0.skipped = "DRY_RUN" }
            return .dryRun
        }
        guard chunks > 0 else {
            throw type == .video
                ? IngestionFailure(.noVideoChunks, "nothing is said in the film")
                : IngestionFailure(.noChunksToProcess, "there is no text in the document to embed")
        }
        let vectors = try await embed(chunkPath, chunks, folder, metrics)
        try await commit(chunkPath, vectors, document)
        return .stored(
            StoredVersion(
                uri: item.uri, contentType: type.rawValue, etag: document.etag, size: document.size,
                sidecarETag: document.sidecar.etag, model: model.key))
    }

    /// The splitter of the settings, or one for shorter chunks where the model takes no longer ones.
    private func splitter() -> RecursiveTextSplitter {
        let splitter = environment.documents.splitter
        guard let limit = environment.embedders.characterLimit(model), limit < splitter.size else { return splitter }
        log.warning(
            "chunks have at most \(limit) code points instead of \(splitter.size), as the model \(model.modelID) takes no more"
        )
        return splitter.limited(to: limit)
    }

    private func extract(
        _ document: FetchedDocument, _ type: DocumentType, _ folder: WorkingFolder, _ spool: ChunkSpool,
        _ metrics: IngestionMetrics
    ) async throws -> ReadingStage.Extraction {
        let object: ObjectURI? = if case .object(let uri) = source { uri } else { nil }
        let stage = ReadingStage(
            environment: environment, uri: item.uri, folder: folder, log: log, metrics: metrics)
        if type == .video {
            return try await stage.readFilm(document.path, object: object, into: spool)
        }
        return try await stage.read(document.path, type, object: object, into: spool)
    }

    /// Gives every chunk a vector.
    private func embed(
        _ chunks: String, _ count: Int, _ folder: WorkingFolder, _ metrics: IngestionMetrics
    ) async throws -> VectorFile {
        let embedder = try IngestionFailure.rethrowing(.configurationError) {
            try environment.embedders.embedder(model) { metrics.count($0) }
        }
        let vectors = try IngestionFailure.rethrowing(.internalError) {
            try VectorFile(creating: folder.file("vectors"), dimension: model.dimension)
        }
        let stage = EmbeddingStage(embedder: embedder, model: model, store: environment.store, log: log)
        let reused = try await stage.embed(chunks, count: count, into: vectors)
        task.note { $0.reused = reused }
        return vectors
    }

    /// Makes the chunks the active version of the document, in one transaction.
    private func commit(_ chunks: String, _ vectors: VectorFile, _ document: FetchedDocument) async throws {
        let metadata = ChunkMetadata(
            sidecar: document.sidecar.members, source: item.uri, timestamp: environment.time.now(),
            modelID: model.modelID)
        let sequence = try IngestionFailure.rethrowing(.internalError) {
            try ChunkSequence(chunks, vectors, metadata)
        }
        let count = try await IngestionFailure.mapping(.storeFailed) {
            try await environment.store.replace(
                item.uri, in: model.collection, keepingInactive: environment.bounds.inactiveVersionsKept,
                with: { try sequence.next() },
                mayCommit: { [keeper, item] in try await keeper.mayCommit(uri: item.uri) })
        }
        task.note { $0.embeddings = count }
        log.event(.committed, ["rows": .integer(Int64(count))])
    }
}
