/// How far a job of model calls is, in the service's words.
enum BatchJobStatus: Sendable, Hashable {
    /// It is on its way: `Submitted`, `Validating`, `Scheduled`, `InProgress`, `Stopping`.
    case underway
    /// It has come to its end: there may be output, whole or in part.
    case ended
    /// A word that was not known when this was written.
    case unknown

    init(_ word: String) {
        switch word {
        case "Submitted", "Validating", "Scheduled", "InProgress", "Stopping": self = .underway
        case "Completed", "PartiallyCompleted", "Stopped", "Expired", "Failed": self = .ended
        default: self = .unknown
        }
    }
}
