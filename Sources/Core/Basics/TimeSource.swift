/// The time of day and the passing of time, so that what waits and expires can be tested without waiting.
public struct TimeSource: Sendable {
    /// The time of day in milliseconds since 1970.
    public let now: @Sendable () -> Int
    /// Returns after a while; throws `CancellationError` when the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    /// Time as these two tell it.
    public init(now: @escaping @Sendable () -> Int, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's own clock.
    public static let system = TimeSource(now: { Timestamp.milliseconds }, sleep: { try await Task.sleep(for: $0) })
}
