public import Settings

/// The bounds within which documents are ingested.
public struct IngestionSettings: Sendable, Hashable {
    /// Attempts at a version of a document before it has failed: `MAX_ATTEMPTS`.
    public var maxAttempts: Int
    /// Seconds for which a document is a task's own unless it says that it still works: `CLAIM_LEASE_SECONDS`.
    public var leaseSeconds: Int
    /// Superseded versions that a collection keeps of a document: `INACTIVE_VERSIONS_KEPT`.
    public var inactiveVersionsKept: Int
    /// Bytes of the largest document: `MAX_DOCUMENT_BYTES`.
    public var maxDocumentBytes: Int

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings) {
        maxAttempts = settings.int("MAX_ATTEMPTS", default: 5, 1 ... .max)
        leaseSeconds = settings.int("CLAIM_LEASE_SECONDS", default: 300, 1...86_400)
        inactiveVersionsKept = settings.int("INACTIVE_VERSIONS_KEPT", default: 1, 0 ... .max)
        maxDocumentBytes = settings.int("MAX_DOCUMENT_BYTES", default: 2_147_483_648, 1 ... .max)
    }
}
