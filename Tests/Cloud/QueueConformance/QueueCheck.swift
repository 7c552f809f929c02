public import Basics
public import Queues
import Synchronization
public import Testing

/// One thing that every queue must do; each check is given queues of its own.
public struct QueueCheck: Sendable, CustomTestStringConvertible {
    /// What every queue must do, in words.
    public let name: String
    /// Does it with queues of its own, and records what is wrong.
    public let run: @Sendable (QueueUnderTest) async throws -> Void

    /// What the check cannot do without.
    public let needs: Set<Need>

    /// What stand-ins of a service may lack.
    public enum Need: Sendable {
        /// Deleting what is gone already.
        case repeatedDelete
        /// Hiding a message from all others who receive at the same time.
        case oneReceiver
    }

    /// The words that a run of tests prints.
    public var testDescription: String { name }

    init(_ name: String, needs: Set<Need> = [], _ run: @escaping @Sendable (QueueUnderTest) async throws -> Void) {
        self.name = name
        self.needs = needs
        self.run = run
    }

    /// After as many receives a message goes to the dead-letter queue of the suite's queues.
    public static let maxReceiveCount = 3

    /// Every check there is, for `@Test(arguments:)`.
    public static let all = messages + visibility + deadLetters + races
}

/// An empty queue with an empty dead-letter queue, and how its time passes.
public struct QueueUnderTest: Sendable {
    /// The queue, with the dead-letter queue of its messages.
    public let queue: any Queue
    /// Lets a time pass: on a clock of the test's own at once, elsewhere by waiting.
    public let pass: @Sendable (Duration) async throws -> Void

    /// Queues for one check, and how time passes for them.
    public init(_ queue: any Queue, pass: @escaping @Sendable (Duration) async throws -> Void) {
        self.queue = queue
        self.pass = pass
    }

    /// Waits for the next message, and hides it for a time that it is not needed for: however slow the machine is, the one
    /// message of a queue comes once a call.
    func receiveNext(visibility: Duration = .seconds(1)) async throws -> [ReceivedMessage] {
        try await queue.receive(ReceiveOptions(limit: 1, visibility: visibility, wait: .seconds(20)))
    }

    /// Receives until nothing more comes; several calls, since a service may answer one with less than it has.
    func receiveAll(atLeast count: Int) async throws -> [ReceivedMessage] {
        var messages: [ReceivedMessage] = []
        for _ in 0..<100 {
            let received = try await queue.receive(ReceiveOptions(visibility: .seconds(300)))
            messages += received
            if received.isEmpty, messages.count >= count { break }
        }
        return messages
    }
}

/// A clock that goes on when it is told, or when someone sleeps.
public final class ManualClock: Sendable {
    private let milliseconds = Mutex(1_700_000_000_000)

    /// A clock that stands at some time of the past.
    public init() {}

    /// The clock as what it drives sees it.
    public var source: TimeSource {
        TimeSource(
            now: { self.milliseconds.withLock { $0 } },
            sleep: {
                self.advance($0)
                await Task.yield()
            })
    }

    /// Puts the clock on, by a millisecond at least.
    public func advance(_ duration: Duration) {
        milliseconds.withLock { $0 += max(1, Int(duration.seconds * 1000)) }
    }
}

/// Expects that every message has a result, and that all are successes; gives them.
func expectSuccess<T>(
    _ results: [Result<T, FdnixError>], count: Int, sourceLocation: SourceLocation = #_sourceLocation
) -> [T] {
    #expect(results.count == count, sourceLocation: sourceLocation)
    return results.compactMap { result in
        switch result {
        case .success(let value): return value
        case .failure(let error):
            Issue.record("\(error)", sourceLocation: sourceLocation)
            return nil
        }
    }
}
