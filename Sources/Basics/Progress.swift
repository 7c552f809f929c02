/// Where a long job says how far it is; implementations draw a bar or write log lines.
public protocol ProgressReporter: Sendable {
    /// A phase begins; `total` is nil where the amount of work is not known beforehand.
    func begin(_ phase: String, total: Int?)
    /// `count` units of the current phase are done, in all.
    func update(_ count: Int)
    /// The current phase is over.
    func end()
}

/// Says nothing.
public struct SilentProgress: ProgressReporter {
    /// A silent reporter.
    public init() {}
    /// Ignored.
    public func begin(_ phase: String, total: Int?) {}
    /// Ignored.
    public func update(_ count: Int) {}
    /// Ignored.
    public func end() {}
}
