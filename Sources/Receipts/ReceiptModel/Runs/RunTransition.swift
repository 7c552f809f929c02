public import Tables

/// What a compactor does to its collection's half of a run.
///
/// `PENDING`, `FAILED` and `PROCESSING` become `PROCESSING`, and that `COMPLETED` or `FAILED`; nothing leaves `COMPLETED`.
/// A redelivery whose run was published before may go to `COMPLETED` from anywhere.
public enum RunTransition: Sendable, Hashable {
    /// A compactor begins with the bundle.
    case start
    /// The bundle's content is published, with so many vectors.
    case complete(mergedVectors: Int)
    /// The bundle cannot be merged.
    case fail(String)
    /// A try failed, and another one follows.
    case note(String)

    /// What is written to the run's item for one collection; nothing else of the item changes.
    public func updates(_ collection: CollectionName, at now: ReceiptTime) -> [ItemUpdate] {
        let names = AttributeNames(collection)
        var updates: [ItemUpdate] = [.set("updated_at", .time(now))]
        func set(_ state: CompactionRun.State) { updates.append(.set(names.state, .string(state.rawValue))) }
        switch self {
        case .start:
            set(.processing)
            updates.append(.set(names.started, .time(now)))
        case .complete(let count):
            set(.completed)
            updates += [
                .set(names.mergedVectors, .int(count)), .set(names.finished, .time(now)), .set(names.error, .null),
            ]
        case .fail(let error):
            set(.failed)
            updates += [.set(names.error, .string(error)), .set(names.finished, .time(now))]
        case .note(let error): updates.append(.set(names.error, .string(error)))
        }
        return updates
    }

    /// What must hold for it: the run is there, and its collection is not completed.
    public func condition(_ collection: CollectionName) -> ItemCondition {
        .all([
            .exists("PK"),
            .compare(
                AttributeNames(collection).state, .notEqual, .string(CompactionRun.State.completed.rawValue)),
        ])
    }

    /// The same on a run in memory; nil where the condition does not hold.
    public func applied(to run: CompactionRun, _ collection: CollectionName, at now: ReceiptTime) -> CompactionRun? {
        guard run[collection].state != .completed else { return nil }
        var run = run
        run.updated = now
        switch self {
        case .start:
            run[collection].state = .processing
            run[collection].started = now
        case .complete(let count):
            run[collection].state = .completed
            run[collection].mergedVectors = count
            run[collection].finished = now
            run[collection].error = nil
        case .fail(let error):
            run[collection].state = .failed
            run[collection].error = error
            run[collection].finished = now
        case .note(let error): run[collection].error = error
        }
        return run
    }
}

/// The names of the attributes that belong to one collection.
struct AttributeNames {
    let prefix, state, mergedVectors, started, finished, error: String

    init(_ collection: CollectionName) {
        let name = collection.rawValue
        prefix = "\(name)_delta_prefix"
        state = "\(name)_state"
        mergedVectors = "\(name)_merged_vectors"
        started = "\(name)_started_at"
        finished = "\(name)_finished_at"
        error = "\(name)_error"
    }
}
