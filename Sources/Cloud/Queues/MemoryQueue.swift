public import Basics
import Synchronization

/// A queue in memory, gone with the process.
public final class MemoryQueue: Queue {
    /// The name that it was given, for messages.
    public let location: String
    /// Where messages go that were received too often.
    public var deadLetters: (any Queue)? { deadLetterQueue }
    /// How often a message is received before it goes to the dead letters; nil where there are none.
    public let maxReceiveCount: Int?
    private let deadLetterQueue: MemoryQueue?
    private let time: TimeSource
    private let state = Mutex(MemoryQueueState())
    private let arrivals = Doorbell()

    /// An empty queue. A message that was received `maxReceiveCount` times and comes again goes to `deadLetters`, which
    /// the queues of one name must not share with their own messages.
    public init(
        name: String = "memory", deadLetters: MemoryQueue? = nil, maxReceiveCount: Int = 5, time: TimeSource = .system
    ) {
        self.location = name
        self.deadLetterQueue = deadLetters
        self.maxReceiveCount = deadLetters == nil ? nil : maxReceiveCount
        self.time = time
    }

    /// Sends any number of messages; a result is the message's id.
    public func send(_ messages: [OutgoingMessage]) -> [Result<String, FdnixError>] {
        let now = time.now()
        defer { arrivals.ring() }
        return state.withLock { state in
            messages.map { message in
                Result { () throws(FdnixError) in
                    try QueueLimits.check(message)
                    return state.add(message, now: now)
                }
            }
        }
    }

    /// Takes messages and hides them from others.
    public func receive(_ options: ReceiveOptions) async throws -> [ReceivedMessage] {
        try await LongPoll.run(options.wait, arrivals, time) {
            let (now, most) = (time.now(), maxReceiveCount ?? .max)
            let (taken, dead) = state.withLock { $0.take(options, now: now, most: most) }
            if !dead.isEmpty { _ = deadLetterQueue?.send(dead) }
            return taken
        }
    }

    /// Hides messages for `visibility` from now on.
    public func extend(_ receipts: [String], visibility: Duration) -> [Result<Void, FdnixError>] {
        let end = time.now() + Int(min(max(visibility, .zero), QueueLimits.longestVisibility).seconds * 1000)
        return state.withLock { state in
            receipts.map { receipt in Result { () throws(FdnixError) in try state.hide(receipt, until: end) } }
        }
    }

    /// Deletes messages that were received.
    public func delete(_ receipts: [String]) -> [Result<Void, FdnixError>] {
        state.withLock { state in
            receipts.map { receipt in Result { () throws(FdnixError) in try state.remove(receipt) } }
        }
    }

    /// How many messages there are.
    public func depth() -> QueueDepth {
        let now = time.now()
        return state.withLock { $0.depth(now: now) }
    }
}
