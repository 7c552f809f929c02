/// The bounds within which the worker works.
public struct WorkerSettings: Sendable, Hashable {
    /// How many messages are worked on at once.
    public var width: Int
    /// Seconds before the second try of a message; each later pause is twice as long.
    public var retryBaseSeconds: Int
    /// The most bytes that one file of rows may have.
    public var largestFile: Int
    /// As much, unless told otherwise.
    public static let defaultLargestFile = 64 << 20
    /// Milliseconds before an invocation's deadline from which on no message is begun.
    public var reserve: Int
    /// Where bundles are written before they are sent.
    public var temporaryDirectory: String

    /// Bounds of one's own; sixteen messages at once and files of up to 64 MiB unless told otherwise.
    public init(
        width: Int = 16, retryBaseSeconds: Int = 30, largestFile: Int = defaultLargestFile,
        reserve: Int = 60_000, temporaryDirectory: String
    ) {
        self.width = max(width, 1)
        self.retryBaseSeconds = retryBaseSeconds
        self.largestFile = largestFile
        self.reserve = reserve
        self.temporaryDirectory = temporaryDirectory
    }
}
