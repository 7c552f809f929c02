import Basics

/// What happens to rows: each rule takes a row as it is, nil where there is none, and gives it as it is to become, with
/// what the one who asked is told.
///
/// The rules know neither table nor clock, so that every order of events can be tried.
///
/// ```
///             created ┌──────────── sidecar, retry, purge ───────────┐
///                 ▼   ▼                                              │
///              UPDATED ──claim──▶ INGESTING ──complete──▶ INGESTED ──┤
///                 ▲                │      │                          │
///                 └──────fail──────┘      └─fail for good──▶ FAILED ─┘
///              release: back to where the claim was made
///              removed: from everywhere to READYDELETE, and from there only by created
/// ```
struct RowRules: Sendable {
    /// What a rule gives.
    typealias Step<Answer> = (row: CacheRow?, answer: Answer)

    /// Seconds for which a claim is another run's.
    var leaseSeconds: Int
    /// Attempts after which a version has failed.
    var maxAttempts: Int
    /// Seconds since 1970.
    var now: Int
}

extension CacheRow {
    /// Nobody's any more, and `status`.
    mutating func settle(_ status: Status) {
        self.status = status
        claim = nil
    }

    /// A version that is to be stored anew under every model, with all attempts before it.
    mutating func begin(at now: Int) {
        settle(.updated)
        (attempts, models, failureStatus, failureReason, updatedAt) = (0, nil, nil, nil, now)
    }

    /// Whether the attempt `claim` has the document.
    func isHeld(by claim: Claim) -> Bool { status == .ingesting && self.claim?.id == claim.id }

    /// Whether somebody is at it whose lease lasts.
    func isLeased(at now: Int) -> Bool { (claim?.leaseUntil ?? 0) > now }
}
