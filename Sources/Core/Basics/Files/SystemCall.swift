import Platform

/// An `errno` with its text, kept as the underlying error of an `FdnixError`.
public struct SystemError: Error, Sendable, CustomStringConvertible {
    /// The value of `errno`.
    public let number: Int32
    /// Captures the current `errno`.
    public init(number: Int32 = errno) { self.number = number }
    /// The system's words for the number, by `strerror(3)`.
    public var description: String { String(cString: strerror(number)) }
}

extension FdnixError {
    /// An I/O failure on `path`, with advice for the causes a user can mend.
    public static func io(_ action: String, _ path: String, error: SystemError = SystemError()) -> FdnixError {
        let advice =
            switch error.number {
            case ENOSPC, EDQUOT: ": the disk is full; free some space and run again"
            case EROFS: ": the file system is read-only; choose another place"
            case EACCES where reading.contains(action), EPERM where reading.contains(action):
                ": permission denied; change its permissions, or run as a user who may read it"
            case EACCES, EPERM: ": permission denied; choose a place you may write to, or change its permissions"
            case ENOENT: ": no such file or directory"
            case EISDIR: ": it is a directory"
            case ENOTDIR: ": a part of the path is not a directory"
            default: ""
            }
        return FdnixError(
            error.number == ENOENT ? .notFound : .io, "cannot \(action) \(path)\(advice)", underlying: error)
    }

    /// The actions that only read.
    private static let reading: Set<String> = ["open", "read", "list", "map", "find", "date"]
}

/// Runs a system call again for as long as a signal interrupts it.
public func retryingInterrupts<T: FixedWidthInteger>(_ call: () -> T) -> T {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
