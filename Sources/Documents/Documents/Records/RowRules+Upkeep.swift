/// What management does.
extension RowRules {
    /// Everything that a model has stored goes: a version that no model has left is to be stored anew, and a task that is
    /// at a document may have committed before and must begin again.
    func purge(_ row: CacheRow?, model: String, defaultModel: String) -> Step<Bool> {
        guard var new = row else { return (nil, false) }
        let stored = new.storedModels(defaultModel: defaultModel)
        let rest = stored.subtracting([model])
        switch new.status {
        case .readyDelete: return (row, false)
        case .updated: break
        case .ingesting:
            new.settle(.updated)
            new.attempts = max(new.attempts - 1, 0)
        case .ingested, .failed:
            guard rest.count < stored.count else { return (row, false) }
            if rest.isEmpty || new.status == .failed { new.begin(at: now) }
        }
        if rest.count < stored.count { new.models = rest.isEmpty ? nil : rest }
        return (new, new != row)
    }

    /// Whether the version waits for the model. One that had all its attempts has failed instead.
    func select(_ row: CacheRow?, model: String, defaultModel: String) -> Step<Bool> {
        guard var row else { return (nil, false) }
        switch row.status {
        case .readyDelete, .failed: return (row, false)
        case .ingesting where row.isLeased(at: now): return (row, false)
        case .ingested: return (row, !row.storedModels(defaultModel: defaultModel).contains(model))
        case .updated, .ingesting: break
        }
        guard row.attempts >= maxAttempts else { return (row, true) }
        row.settle(.failed)
        if row.failureStatus == nil {
            row.failureStatus = IngestionStatus.internalError.rawValue
            row.failureReason =
                "\(row.attempts) attempts ended without a result: the task was killed or ran out of memory"
        }
        return (row, false)
    }

    /// A version that failed is tried again.
    func retry(_ row: CacheRow?) -> Step<Bool> {
        guard var row, row.status == .failed else { return (row, false) }
        row.settle(.updated)
        row.attempts = 0
        return (row, true)
    }

    /// The version is to be stored again under a model that turned out not to have it.
    func requeue(_ row: CacheRow?, model: String, defaultModel: String) -> Step<Bool> {
        guard row?.status == .ingested else { return (row, false) }
        return purge(row, model: model, defaultModel: defaultModel)
    }

    /// `id` begins to remove what is stored of an object that is gone, of which a row tells from then on; false where the
    /// object is there again, and where another one removes, who may have been there too early: then the row stays for the
    /// next one.
    func beginRemoval(_ row: CacheRow?, _ uri: String, id: String, run: String) -> Step<Bool> {
        guard var row = row ?? removed(nil, uri, nil).row, row.status == .readyDelete else { return (row, false) }
        let isTaken = row.isLeased(at: now)
        let end = isTaken ? row.claim?.leaseUntil : nil
        row.claim = CacheRow.Holder(id: id, run: run, leaseUntil: end ?? now + leaseSeconds)
        return (row, !isTaken)
    }

    /// `id` has removed it, and the row goes; false where the object is there again, which may be stored from now on, and
    /// where there is more to remove.
    func endRemoval(_ row: CacheRow?, id: String) -> Step<Bool> {
        guard var row else { return (nil, true) }
        if row.claim?.id == id {
            if row.status == .readyDelete { return (nil, true) }
            row.claim = nil
        } else if row.status != .readyDelete, !row.isLeased(at: now) || row.status == .ingesting {
            // Removing took longer than its lease, and what was stored meanwhile may be gone.
            row.begin(at: now)
        }
        return (row, false)
    }
}
