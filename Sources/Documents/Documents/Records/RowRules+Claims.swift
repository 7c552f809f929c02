import Basics

/// What tasks do.
extension RowRules {
    /// The attempt `id` of `run` takes the document. What a row does not say that holds the first configured model is
    /// written down, as its status will not tell it any more.
    func claim(
        _ row: CacheRow?, _ uri: String, run: String, id: String, defaultModel: String
    ) -> Step<ClaimOutcome> {
        guard var row else { return (nil, .absent) }
        switch row.status {
        case .readyDelete: return (row, .deleted)
        case .failed: return (row, .failed(row))
        case .ingesting where row.isLeased(at: now) && row.claim?.run != run: return (row, .busy)
        // What was stored of the object that had this address before is being removed.
        case .updated where row.isLeased(at: now): return (row, .busy)
        case .ingesting, .updated, .ingested: break
        }
        let stored = row.storedModels(defaultModel: defaultModel)
        let wasIngested = row.status == .ingested
        row.models = stored.isEmpty ? nil : stored
        row.status = .ingesting
        row.claim = CacheRow.Holder(id: id, run: run, leaseUntil: now + leaseSeconds)
        row.attempts += 1
        let claim = Claim(uri: uri, id: id, run: run, attempt: row.attempts, wasIngested: wasIngested)
        return (row, .claimed(claim, row))
    }

    /// The lease begins anew; false where the claim is lost.
    func renew(_ row: CacheRow?, _ claim: Claim) -> Step<Bool> {
        guard var row, row.isHeld(by: claim) else { return (row, false) }
        row.claim?.leaseUntil = now + leaseSeconds
        return (row, true)
    }

    /// Whether what a task has may be committed.
    func standing(_ row: CacheRow?, _ claim: Claim?) -> ClaimStanding {
        guard let row else { return claim == nil ? .held : .deleted }
        if row.status == .readyDelete { return .deleted }
        if let claim, row.isHeld(by: claim) { return .held }
        return row.status == .updated ? .changed : .lost
    }

    /// The version is stored under the model.
    func complete(_ row: CacheRow?, _ claim: Claim?, _ stored: StoredVersion) -> Step<Completion> {
        guard var row else { return claim == nil ? (stored.row(at: now), .ingested) : (nil, .deleted) }
        if row.status == .readyDelete { return (row, .deleted) }
        guard let claim, row.isHeld(by: claim) else {
            guard row.status == .ingested else { return (row, .changed) }
            if row.etag == stored.etag, row.sidecarETag == stored.sidecarETag,
                row.models?.contains(stored.model) == true
            {
                return (row, .ingested)
            }
            // What another task stored was just replaced, unless it came later, which cannot be told.
            row.begin(at: now)
            return (row, .changed)
        }
        guard row.etag == stored.etag else {
            // Whoever wrote a version that the row does not know took no claim away yet, so what was read is the newer one.
            row.begin(at: now)
            (row.etag, row.size) = (stored.etag, stored.size)
            return (row, .changed)
        }
        row.settle(.ingested)
        row.models = (row.models ?? []).union([stored.model])
        (row.ingestedAt, row.attempts, row.sidecarETag) = (now, 0, stored.sidecarETag)
        (row.failureStatus, row.failureReason) = (nil, nil)
        return (row, .ingested)
    }

    /// The attempt failed. A claim that is lost changes nothing.
    func fail(_ row: CacheRow?, _ claim: Claim, _ failure: RowFailure) -> Step<Void> {
        guard var row, row.isHeld(by: claim) else { return (row, ()) }
        row.settle(failure.isPermanent || row.attempts >= maxAttempts ? .failed : .updated)
        (row.failureStatus, row.failureReason) = (failure.status, failure.reason.cut(toBytes: RowFailure.longest))
        return (row, ())
    }

    /// The attempt ends without a result, and as if there had been none.
    func release(_ row: CacheRow?, _ claim: Claim) -> Step<Void> {
        guard var row, row.isHeld(by: claim) else { return (row, ()) }
        row.settle(claim.wasIngested ? .ingested : .updated)
        row.attempts = max(row.attempts - 1, 0)
        return (row, ())
    }
}

/// A version that a task is done with: its chunks are committed, or there is nothing of it to store.
struct StoredVersion: Sendable, Hashable {
    /// The document's address.
    var uri: String
    /// The media type by which it was read.
    var contentType: String
    /// The version of the bytes that were read.
    var etag: String
    /// How many they were.
    var size: Int
    /// The version of the sidecar that was read; nil where there was none.
    var sidecarETag: String?
    /// The key of the model.
    var model: String

    /// The row of a document that had none.
    func row(at now: Int) -> CacheRow {
        var row = CacheRow(
            uri: uri, contentType: contentType, etag: etag, size: size, updatedAt: now, status: .ingested)
        (row.ingestedAt, row.sidecarETag, row.models) = (now, sidecarETag, [model])
        return row
    }
}

/// How an attempt failed.
struct RowFailure: Sendable, Hashable {
    /// The status of its result.
    var status: String
    /// One line that says what happened.
    var reason: String
    /// Whether the same version would fail again.
    var isPermanent: Bool

    /// Bytes of the longest reason that a row keeps.
    static let longest = 1024
}

extension String {
    /// Its beginning of at most `limit` bytes, whole scalars only.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var (kept, size) = (String.UnicodeScalarView(), 0)
        for scalar in unicodeScalars {
            size += UTF8.width(scalar)
            if size > limit { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}
