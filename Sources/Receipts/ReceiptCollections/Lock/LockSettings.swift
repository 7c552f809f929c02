/// Tells whether processes that held a lock are gone, where one can know.
public protocol LockHolders: Sendable {
    /// A name for this process.
    func holder() async throws -> String
    /// Whether the process of this name is gone.
    func isGone(_ holder: String) async throws -> Bool
}

/// How the lock of a collection is held.
public struct LockSettings: Sendable {
    /// How long it holds without a heartbeat, in minutes.
    public var minutes: Int
    /// How many seconds lie between heartbeats.
    public var heartbeatSeconds: Int
    /// How many heartbeats may fail in a row before nothing is published any more.
    public var maxHeartbeatFailures: Int
    /// How many seconds are waited for a lock that is held elsewhere.
    public var waitSeconds: Int
    /// What tells of processes that are gone: their locks need not run out. Nil where nobody can tell.
    public var holders: (any LockHolders)?

    /// Times of a lock, the defaults of the settings unless told otherwise.
    public init(
        minutes: Int = 3, heartbeatSeconds: Int = 30, maxHeartbeatFailures: Int = 3, waitSeconds: Int = 20,
        holders: (any LockHolders)? = nil
    ) {
        self.minutes = minutes
        self.heartbeatSeconds = heartbeatSeconds
        self.maxHeartbeatFailures = maxHeartbeatFailures
        self.waitSeconds = waitSeconds
        self.holders = holders
    }
}
