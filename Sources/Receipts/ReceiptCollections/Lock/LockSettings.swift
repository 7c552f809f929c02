/// How the lock of a collection is held.
public struct LockSettings: Sendable, Hashable {
    /// How long it holds without a heartbeat, in minutes.
    public var minutes: Int
    /// How many seconds lie between heartbeats.
    public var heartbeatSeconds: Int
    /// How many heartbeats may fail in a row before nothing is published any more.
    public var maxHeartbeatFailures: Int
    /// How many seconds are waited for a lock that is held elsewhere.
    public var waitSeconds: Int

    /// Times of a lock, the defaults of the settings unless told otherwise.
    public init(minutes: Int = 3, heartbeatSeconds: Int = 30, maxHeartbeatFailures: Int = 3, waitSeconds: Int = 20) {
        self.minutes = minutes
        self.heartbeatSeconds = heartbeatSeconds
        self.maxHeartbeatFailures = maxHeartbeatFailures
        self.waitSeconds = waitSeconds
    }
}
