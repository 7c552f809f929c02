/// Where a long job says how far it is; implementations draw a bar or write log lines.
public protocol ProgressReporter: Sendable {
    /// A phase begins; `total` is nil where the amount of work is not known beforehand.
    func begin(_ phase: String, total: Int?)
    /// `count` units of the current phase are done, in all.
    func update(_ count: Int)
    /// The current phase is over.
    func end()
}

/// A reporter for work that nobody watches: it writes nothing.
public struct SilentProgress: ProgressReporter {
    /// A reporter; all of them are alike.
    public init() {}
    /// Ignores that a phase begins.
    public func begin(_ phase: String, total: Int?) {}
    /// Ignores how far the phase is.
    public func update(_ count: Int) {}
    /// Ignores that the phase ends.
    public func end() {}
}
