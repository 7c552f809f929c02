import Basics

/// Keeps a document claimed while it is worked on.
struct ClaimKeeper: Sendable {
    let cache: CacheTable
    let claim: Claim?
    let leaseSeconds: Int
    let time: TimeSource
    let log: EventLog

    /// Runs `body` and renews the lease every fifth of it. Throws what `body` throws, and `IngestionFailure` where the
    /// document was deleted or another task took it over, which cancels `body`.
    func whileClaimed<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        guard let claim else { return try await body() }
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await renew(claim)
                return nil
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// Returns where there is nothing to renew any more although the work may go on.
    private func renew(_ claim: Claim) async throws {
        while true {
            try await time.sleep(.milliseconds(leaseSeconds * 200))
            do {
                try await cache.renew(claim)
            } catch let error as FdnixError where error.code == .conflict {
                switch try? await cache.standing(of: claim, uri: claim.uri) {
                case .held?, nil: continue
                case let standing?:
                    try refuse(standing)
                    log.warning("the document changed while it is ingested; the new version is a later task's")
                    return
                }
            } catch let error as FdnixError {
                // The lease lasts for some more tries.
                log.warning("cannot renew the claim: \(error)")
            }
        }
    }

    /// Whether what there is may be committed; asked by the store while the document is locked. Throws `IngestionFailure`
    /// where it may not.
    func mayCommit(uri: String) async throws {
        let standing: ClaimStanding
        do { standing = try await cache.standing(of: claim, uri: uri) } catch let error as FdnixError where claim == nil
        {
            // Nobody could be asked at the beginning either.
            return log.warning("cannot read the document's row before the commit: \(error)")
        } catch {
            throw IngestionFailure(.internalError, error)
        }
        try refuse(standing)
    }

    private func refuse(_ standing: ClaimStanding) throws {
        switch standing {
        case .held, .changed: return
        case .lost: throw IngestionFailure(.skippedInProgress, "another task took the document over")
        case .deleted: throw IngestionFailure(.skippedReadyDelete, "the document was deleted while it was ingested")
        }
    }
}
