import Basics
import Documents

/// A file of which nothing would be indexed, and why.
struct FileFailure: Error, CustomStringConvertible {
    let path: String
    let status: IngestionStatus
    let reason: String

    var description: String { "\(path): \(status.rawValue): \(reason)".printable(onOneLine: true) }
}
