public import Basics

/// Waiting for messages that other processes may send, who do not call when they do.
public enum LongPoll {
    /// How long a queue is left alone between two looks, unless its bell is rung.
    private static let interval = Duration.milliseconds(50)

    /// What `take` gives, asked again until it gives something or `wait` is over. `bell` is rung by who sends in this process.
    public static func run(
        _ wait: Duration, _ bell: Doorbell, _ time: TimeSource, _ take: () async throws -> [ReceivedMessage]
    ) async throws -> [ReceivedMessage] {
        let end = time.now() + Int(wait.seconds * 1000)
        while true {
            let heard = bell.rings
            let messages = try await take()
            let left = end - time.now()
            guard messages.isEmpty, left > 0 else { return messages }
            try await bell.wait(after: heard, atMost: min(interval, .milliseconds(left)), time)
        }
    }
}
