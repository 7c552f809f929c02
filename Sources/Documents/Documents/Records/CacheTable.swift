public import Basics
public import Tables

/// The rows of all documents in a table, changed by whoever works on them at the same time.
///
/// Every call throws what the table throws; one that changes a row also `conflict` where others changed it again and again.
public struct CacheTable: Sendable {
    let table: any Table
    let leaseSeconds: Int
    let maxAttempts: Int
    let time: TimeSource

    /// Rows in `table`; claims last `leaseSeconds` unless they are renewed, and after `maxAttempts` attempts a version has
    /// failed.
    public init(_ table: any Table, leaseSeconds: Int = 300, maxAttempts: Int = 5, time: TimeSource = .system) {
        (self.table, self.leaseSeconds, self.maxAttempts, self.time) = (table, leaseSeconds, maxAttempts, time)
    }

    /// The keys of the table and of its index by status.
    public static let schema = TableSchema(
        "PK", "SK", indexes: ["GSI1": TableIndex("UpdatedStatus", "FileURI")])

    /// The row of a document as it is now; nil where there is none.
    public func row(_ uri: String) async throws -> CacheRow? { throw Self.unfinished }

    /// Takes a document for an attempt of a run; an attempt of the same run that did not end loses it. `defaultModel` is
    /// the first configured model.
    public func claim(_ uri: String, run: String, defaultModel: String) async throws -> ClaimOutcome {
        throw Self.unfinished
    }

    /// Begins the lease anew. Throws `conflict` where the claim is lost.
    public func renew(_ claim: Claim) async throws { throw Self.unfinished }

    /// Whether a task that holds `claim`, or none as there was no row, may commit what it has; asked while the document is
    /// locked in the store.
    public func standing(of claim: Claim?, uri: String) async throws -> ClaimStanding { throw Self.unfinished }

    /// Tells that the version `etag` is stored under `model`; without a claim, as there was no row, the row is made.
    public func complete(
        _ claim: Claim?, uri: String, contentType: String, etag: String, size: Int, sidecarETag: String?, model: String
    ) async throws -> Completion { throw Self.unfinished }

    /// Tells why an attempt failed: the version is tried again, or has failed where that is for good or was the last
    /// attempt. A claim that is lost changes nothing.
    public func fail(_ claim: Claim, status: String, reason: String, isPermanent: Bool) async throws {
        throw Self.unfinished
    }

    /// Gives a document back, to be taken again: after a dry run, or when the task is asked to end.
    public func release(_ claim: Claim, countsAttempt: Bool) async throws { throw Self.unfinished }

    private static let unfinished = FdnixError(.incompatible, "the table of documents is not written yet")
}
