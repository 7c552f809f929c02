import Basics
import Queues

/// Sends messages in groups of at most ten, and those that did not arrive again, a few times.
struct PatientSender: Sendable {
    let queue: any Queue
    let time: TimeSource

    private static let groupSize = 10
    private static let retries = 3
    private static let pauses = Backoff(base: .milliseconds(200), cap: .seconds(2))

    /// The messages that could not be sent, by their places, with the reasons. Throws `CancellationError`.
    func send(_ messages: [OutgoingMessage]) async throws -> [Int: FdnixError] {
        var (waiting, refused): ([Int], [Int: FdnixError]) = (Array(messages.indices), [:])
        var failures: [Int: FdnixError] = [:]
        for attempt in 0...Self.retries {
            if attempt > 0 {
                try await time.sleep(Self.pauses.pause(after: attempt, random: .random(in: 0..<1)))
            }
            failures = [:]
            for start in stride(from: 0, to: waiting.count, by: Self.groupSize) {
                let group = waiting[start..<min(start + Self.groupSize, waiting.count)]
                for (index, result) in zip(group, try await sendOnce(group.map { messages[$0] })) {
                    guard case .failure(let error) = result else { continue }
                    // The same again would be refused again.
                    if error.code == .usage { refused[index] = error } else { failures[index] = error }
                }
            }
            waiting = failures.keys.sorted()
            guard !waiting.isEmpty else { break }
        }
        return failures.merging(refused) { failed, _ in failed }
    }

    /// One call; where all of it failed, so did each message.
    private func sendOnce(_ group: [OutgoingMessage]) async throws -> [Result<String, FdnixError>] {
        do { return try await queue.send(group) } catch let error as FdnixError {
            return group.map { _ in .failure(error) }
        }
    }

    /// Sends all of the messages. Throws the reason of the first one that could not be sent, and `CancellationError`.
    func sendAll(_ messages: [OutgoingMessage]) async throws {
        if let failure = try await send(messages).min(by: { $0.key < $1.key }) { throw failure.value }
    }
}
