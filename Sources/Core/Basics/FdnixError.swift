/// The one error shape of fdnix: what kind, what to do next, and what lay beneath.
///
/// The message is a single line written for the person at the terminal: what failed, where, and how to mend it.
public struct FdnixError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; open for new kinds, stable for scripts.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable name, kebab-case.
        public let rawValue: String
        /// Wraps a stable name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Wrong arguments or environment variables; nothing was done.
        public static let usage = Code(rawValue: "usage")
        /// A file, package or library that is not there.
        public static let notFound = Code(rawValue: "not-found")
        /// A system call failed.
        public static let io = Code(rawValue: "io")
        /// A file whose bytes contradict its format.
        public static let corrupt = Code(rawValue: "corrupt")
        /// A file of a format version, model or dimension this program cannot use.
        public static let incompatible = Code(rawValue: "incompatible")
        /// Input that is not what it should be.
        public static let malformedInput = Code(rawValue: "malformed-input")
        /// An HTTP exchange failed.
        public static let network = Code(rawValue: "network")
        /// A service refused who asked: the credentials are wrong, or allow less.
        public static let denied = Code(rawValue: "denied")
        /// A condition did not hold: someone else was first, or the thing is another by now.
        public static let conflict = Code(rawValue: "conflict")
        /// A service has had enough for now; later the same will do.
        public static let throttled = Code(rawValue: "throttled")
        /// A service answered that it cannot or will not, for a reason of its own.
        public static let service = Code(rawValue: "service")
        /// A child process failed, hung or printed garbage.
        public static let childProcess = Code(rawValue: "child-process")
        /// A database refused or failed.
        public static let database = Code(rawValue: "database")
        /// A safety gate (a shrunken source) stopped the run.
        public static let gate = Code(rawValue: "gate")
        /// Too few packages have a vector; nothing was replaced.
        public static let coverage = Code(rawValue: "coverage")
        /// The user or the system asked the process to end: SIGINT or SIGTERM.
        public static let interrupted = Code(rawValue: "interrupted")
    }

    /// The kind of failure.
    public let code: Code
    /// One line: what, where, how to fix.
    public let message: String
    /// The error beneath, where there is one.
    public let underlying: (any Error)?
    /// What log lines tell beside the message, such as a request's number; never a secret.
    public var context: [String: String]

    /// Makes an error; `message` must be one line.
    public init(
        _ code: Code, _ message: String, underlying: (any Error)? = nil, context: [String: String] = [:]
    ) {
        self.code = code
        self.message = message
        self.underlying = underlying
        self.context = context
    }

    /// The same error with more advice at the end of its line: what the one who caught it knows of the user's way.
    public func adding(_ advice: String) -> FdnixError {
        FdnixError(code, message + advice, underlying: underlying, context: context)
    }

    /// Whether the same again may succeed: a connection that broke, a service that was busy.
    public var isRetryable: Bool { (underlying as? any RetryableError)?.isRetryable ?? false }

    /// The message, with the underlying error where it adds something.
    public var description: String {
        guard let underlying, case let cause = "\(underlying)", !message.contains(cause) else { return message }
        return "\(message) (\(cause))"
    }
}

/// An error that knows whether the same again may succeed; what lies beneath an `FdnixError` says so by it.
public protocol RetryableError: Error {
    /// Whether another try is worth it.
    var isRetryable: Bool { get }
}

extension FdnixError: RetryableError {}
