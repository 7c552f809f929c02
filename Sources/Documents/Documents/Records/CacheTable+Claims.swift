import Basics

/// What tasks ask of rows.
extension CacheTable {
    /// Takes a document for an attempt of a run; an attempt of the same run that did not end loses it. `defaultModel` is
    /// the first configured model.
    public func claim(_ uri: String, run: String, defaultModel: String) async throws -> ClaimOutcome {
        let id = RandomUUID.text()
        return try await change(uri) { $0.claim($1, uri, run: run, id: id, defaultModel: defaultModel) }
    }

    /// Begins the lease anew. Throws `conflict` where the claim is lost.
    public func renew(_ claim: Claim) async throws {
        guard try await change(claim.uri, { $0.renew($1, claim) }) else {
            throw FdnixError(
                .conflict,
                "attempt \(claim.attempt) at \(claim.uri.printable(onOneLine: true)) lost its claim: the document changed, or "
                    + "another task took it over")
        }
    }

    /// Whether a task that holds `claim`, or none as there was no row, may commit what it has; asked while the document is
    /// locked in the store.
    public func standing(of claim: Claim?, uri: String) async throws -> ClaimStanding {
        rules.standing(try await row(uri), claim)
    }

    /// Tells that a version is stored under a model; without a claim, as there was no row, the row is made.
    func complete(_ claim: Claim?, _ stored: StoredVersion) async throws -> Completion {
        try await change(stored.uri) { $0.complete($1, claim, stored) }
    }

    /// Tells why an attempt failed: the version is tried again, or has failed where that is for good or was the last
    /// attempt. A claim that is lost changes nothing.
    func fail(_ claim: Claim, _ failure: RowFailure) async throws {
        try await change(claim.uri) { $0.fail($1, claim, failure) }
    }

    /// Gives a document back as it was, to be taken again: after a dry run, when the task is asked to end, and where the
    /// settings are at fault.
    public func release(_ claim: Claim) async throws {
        try await change(claim.uri) { $0.release($1, claim) }
    }
}
