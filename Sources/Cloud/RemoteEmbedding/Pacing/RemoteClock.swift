import Basics

/// Time, pauses and chance, as whoever waits for services needs them; tests bring their own.
public struct RemoteClock: Sendable {
    /// Time that has passed since some moment; never set back.
    public var now: @Sendable () -> Duration
    /// The time of day, in seconds since 1970.
    public var time: @Sendable () -> Int
    /// Waits; throws `CancellationError` when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to but not including 1.
    public var random: @Sendable () -> Double

    /// A clock of these parts.
    public init(
        now: @escaping @Sendable () -> Duration, time: @escaping @Sendable () -> Int,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.time = time
        self.sleep = sleep
        self.random = random
    }

    /// The clocks of the machine.
    public static let system: RemoteClock = {
        let start = ContinuousClock.now
        return RemoteClock(
            now: { ContinuousClock.now - start }, time: { Timestamp.milliseconds / 1000 },
            sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0..<1) })
    }()
}
