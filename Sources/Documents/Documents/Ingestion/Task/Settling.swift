import Basics

/// Writes into a document's row what became of it.
struct Settling: Sendable {
    let environment: IngestionEnvironment
    let item: TaskInput.Item
    let claim: Claim?
    let log: EventLog

    /// After a success. What is stored stays, also where the task is asked to end by now. Throws `IngestionFailure` where
    /// the document was deleted, whose chunks are removed then, and where the row cannot be written.
    func settle(_ stored: IngestionWork.Ending, _ model: EmbeddingModelSpec) async throws {
        switch stored {
        case .dryRun:
            guard let claim else { return }
            _ = try await Aftermath.run(within: Self.patience) {
                try await environment.cloud.cache.release(claim, countsAttempt: false)
            }
        case .unsupported(nil): return
        case .unsupported(let version?), .stored(let version):
            let completion = try await IngestionFailure.mapping(.internalError) {
                try await Aftermath.run(within: Self.patience) {
                    try await environment.cloud.cache.complete(
                        claim, uri: item.uri, contentType: version.contentType, etag: version.etag, size: version.size,
                        sidecarETag: version.sidecarETag, model: model.key)
                }
            }
            switch completion {
            case .ingested?: return
            case .changed?: log.warning("the document changed while it was ingested; the new version is a later task's")
            case .deleted?:
                try await remove()
                throw IngestionFailure(.skippedReadyDelete, "the document was deleted while it was ingested")
            case nil:
                throw IngestionFailure(
                    .internalError, "the document is stored, but its row could not be written in time")
            }
        }
    }

    /// Removes what was just stored of a document that is gone.
    private func remove() async throws {
        let removal = DocumentRemoval(
            cache: environment.cloud.cache, links: environment.cloud.links, store: environment.store,
            media: environment.cloud.mediaBucket.map(environment.cloud.bucket))
        _ = try await IngestionFailure.mapping(.storeFailed) {
            try await Aftermath.run(within: Self.patience) { try await removal.remove(item.uri, run: item.run) }
        }
    }

    /// After a failure; where even this fails the lease ends by itself.
    func settle(_ failure: IngestionFailure) async {
        guard let claim else { return }
        let cache = environment.cloud.cache
        do {
            _ = try await Aftermath.run(within: Self.patience) {
                switch failure.status.consequence {
                case .none:
                    guard !failure.status.isSkip else { return }
                    try await cache.release(claim, countsAttempt: false)
                case .triedAgain, .failed:
                    try await cache.fail(
                        claim, status: failure.status.rawValue, reason: failure.reason,
                        isPermanent: failure.status.consequence == .failed)
                }
            }
        } catch {
            log.warning("cannot write the failure into the document's row: \(error)")
        }
    }

    /// Container services give 30 seconds or more between asking a task to end and killing it.
    private static let patience = Duration.seconds(10)
}
