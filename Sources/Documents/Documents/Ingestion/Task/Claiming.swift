import Basics

/// Finds out whether a document is to be ingested, and takes it.
struct Claiming {
    /// What a task has to begin with.
    enum Outcome {
        /// The document is the task's own, or nobody's as there is no row of it.
        case taken(Claim?, CacheRow?)
        /// The version failed before, for this reason: there is nothing to do.
        case failed(IngestionFailure)
    }

    let cache: CacheTable
    let item: TaskInput.Item
    let log: EventLog

    /// The row as it is before anything is done. Throws `IngestionFailure` for a document that is passed over. Where the row
    /// cannot be read the task goes on without it.
    func lookUp() async throws -> (isReadable: Bool, outcome: Outcome?) {
        let row: CacheRow?
        do { row = try await cache.row(item.uri) } catch let error as FdnixError {
            log.warning("cannot read the document's row, going on without a claim: \(error)")
            return (false, nil)
        }
        switch row?.status {
        case .readyDelete?: throw Self.deleted
        case .failed?: return (true, row.map { .failed(Self.recorded($0)) })
        default: return (true, nil)
        }
    }

    /// Takes the document. Throws `IngestionFailure` for one that is passed over or cannot be taken.
    func take(defaultModel: String) async throws -> Outcome {
        let outcome = try await IngestionFailure.mapping(.internalError) {
            try await cache.claim(item.uri, run: item.run, defaultModel: defaultModel)
        }
        switch outcome {
        case .claimed(let claim, let row): return .taken(claim, row)
        case .absent: return .taken(nil, nil)
        case .deleted: throw Self.deleted
        case .failed(let row): return .failed(Self.recorded(row))
        case .busy: throw IngestionFailure(.skippedInProgress, "a task of another run works on the document")
        }
    }

    private static let deleted = IngestionFailure(.skippedReadyDelete, "the document was deleted")

    private static func recorded(_ row: CacheRow) -> IngestionFailure {
        IngestionFailure(
            row.failureStatus.flatMap(IngestionStatus.init(rawValue:)) ?? .internalError,
            row.failureReason ?? "an earlier attempt failed; change the document, or run retry")
    }
}
