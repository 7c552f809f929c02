public import Basics
import CSQLite

/// What SQLite says of a call that failed; lies beneath the `FdnixError`s of this module.
public struct SQLiteFailure: RetryableError, Hashable, CustomStringConvertible {
    /// The result code (sqlite.org/rescode.html).
    public let status: Int32
    /// SQLite's words, one line.
    public let words: String

    /// Whether another connection was in the way for longer than the statement waits.
    public var isRetryable: Bool { [FDNIX_SQLITE_BUSY, FDNIX_SQLITE_LOCKED].contains(primary) }

    /// SQLite's words and the code.
    public var description: String { "\(words) (\(status))" }

    /// Whether the file has to be written first: a connection for reading met the journal of a writer that was killed.
    public var needsWriting: Bool { primary == FDNIX_SQLITE_READONLY }

    var code: FdnixError.Code {
        switch primary {
        case FDNIX_SQLITE_CORRUPT, FDNIX_SQLITE_NOTADB: .corrupt
        case FDNIX_SQLITE_IOERR, FDNIX_SQLITE_FULL, FDNIX_SQLITE_CANTOPEN, FDNIX_SQLITE_READONLY: .io
        default: .database
        }
    }

    /// Extended codes have the plain one in their lowest byte.
    private var primary: Int { Int(status & 0xFF) }
}
