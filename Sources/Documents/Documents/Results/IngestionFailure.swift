import Basics

/// Why a document was not ingested: a status for machines, a reason for people.
public struct IngestionFailure: Error, CustomStringConvertible {
    /// What results say of it.
    public var status: IngestionStatus
    /// One line: what happened and what to do.
    public var reason: String

    /// A failure with its reason.
    public init(_ status: IngestionStatus, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// What an error of some step means: `status`, unless it knows better or the task was cancelled.
    public init(_ status: IngestionStatus, _ error: any Error) {
        switch error {
        case let failure as IngestionFailure: self = failure
        case is CancellationError: self.init(.interrupted, Self.interruption)
        case let error as FdnixError where error.code == .interrupted: self.init(.interrupted, Self.interruption)
        default: self.init(status, "\(error)".printable(onOneLine: true))
        }
    }

    private static let interruption = "the task was asked to end; the document is tried again in a later run"

    /// The reason as one line.
    public var description: String { "\(status.rawValue): \(reason)" }

    /// Runs `body`; what it throws becomes a failure with `status`, unless it knows better.
    static func mapping<T>(_ status: IngestionStatus, _ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch { throw IngestionFailure(status, error) }
    }
}
