import Basics

/// Writes into a document's row what became of it.
struct Settling: Sendable {
    let environment: IngestionEnvironment
    let item: TaskInput.Item
    let claim: Claim?
    let log: EventLog

    private var cache: CacheTable { environment.cloud.cache }

    /// After a success. What is stored stays, also where the task is asked to end by now. Throws `IngestionFailure` where
    /// the document was deleted, whose chunks are removed then, and where the row cannot be written.
    func settle(_ ending: IngestionWork.Ending) async throws {
        switch ending {
        case .dryRun: try await giveBack()
        case .unsupported(nil): return
        case .unsupported(let version?), .stored(let version):
            let completion = try await IngestionFailure.mapping(.internalError) {
                try await environment.aftermath.run { try await cache.complete(claim, version) }
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
        let removal = DocumentRemoval(environment.cloud, environment.store)
        _ = try await IngestionFailure.mapping(.storeFailed) {
            try await environment.aftermath.run { try await removal.remove(item.uri, run: item.run) }
        }
    }

    /// After a failure; where even this fails the lease ends by itself.
    func settle(_ failure: IngestionFailure) async {
        do {
            switch failure.status.consequence {
            case .none: return
            case .givenBack: try await giveBack()
            case .triedAgain: try await fail(failure, isPermanent: false)
            case .failed: try await fail(failure, isPermanent: true)
            }
        } catch {
            log.warning("cannot write the failure into the document's row: \(error)")
        }
    }

    private func fail(_ failure: IngestionFailure, isPermanent: Bool) async throws {
        guard let claim else { return }
        let row = RowFailure(status: failure.status.rawValue, reason: failure.reason, isPermanent: isPermanent)
        _ = try await environment.aftermath.run { try await cache.fail(claim, row) }
    }

    private func giveBack() async throws {
        guard let claim else { return }
        _ = try await environment.aftermath.run { try await cache.release(claim) }
    }
}
