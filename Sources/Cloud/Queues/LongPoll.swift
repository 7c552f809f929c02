public import Basics

/// Waiting for messages where nobody calls when one comes.
public enum LongPoll {
    /// How long a queue is left alone between two looks.
    private static let interval = Duration.milliseconds(50)

    /// What `take` gives, asked again until it gives something or `wait` is over.
    public static func run(
        _ wait: Duration, _ time: TimeSource, _ take: () async throws -> [ReceivedMessage]
    ) async throws -> [ReceivedMessage] {
        let end = time.now() + Int(wait.seconds * 1000)
        while true {
            let messages = try await take()
            let left = end - time.now()
            guard messages.isEmpty, left > 0 else { return messages }
            try await time.sleep(min(interval, .milliseconds(left)))
        }
    }
}
