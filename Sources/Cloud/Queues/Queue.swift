import Basics

/// A queue of messages that come at least once, in no promised order: Amazon SQS, a journal on disk, memory.
///
/// A message that was received is hidden for a while; it is gone when it is deleted, and comes again otherwise, until it was
/// received `maxReceiveCount` times: then it goes to the dead-letter queue. Every call fails with an `FdnixError`; where
/// many messages are asked for, each has a result of its own, in the order given.
///
/// ```swift
/// for message in try await queue.receive(ReceiveOptions(limit: 10, visibility: .seconds(60), wait: .seconds(20))) {
///     try await handle(message.body)
///     for result in try await queue.delete([message.receipt]) { try result.get() }
/// }
/// ```
public protocol Queue: Sendable {
    /// Where it is, for messages: the queue's address or its file and name; without credentials.
    var location: String { get }

    /// Where messages go that were received too often; nil where they come for ever.
    var deadLetters: (any Queue)? { get }

    /// How often a message is received before it goes to the dead letters; nil where the queue does not know, or there are
    /// none.
    var maxReceiveCount: Int? { get }

    /// Sends any number of messages; a result is the message's id. A `usage` error is a message that the queue never takes.
    func send(_ messages: [OutgoingMessage]) async throws -> [Result<String, FdnixError>]

    /// Takes messages and hides them from others; none where none came while it waited.
    func receive(_ options: ReceiveOptions) async throws -> [ReceivedMessage]

    /// Hides messages for `visibility` from now on, 0 to 12 hours; with 0 they come again at once. `conflict` or `notFound`
    /// is the result of a receipt that does not count any more.
    func extend(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>]

    /// Gives back messages that could not be handled, which come again after `visibility`, as by `extend`. A queue that moves
    /// messages to its dead letters itself does so at once with those that were received for the last time.
    func giveBack(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>]

    /// Deletes messages that were received. Those that are gone already are not an error; `conflict` is the result where the
    /// message was received by another since and the queue notices.
    func delete(_ receipts: [String]) async throws -> [Result<Void, FdnixError>]

    /// How many messages there are, roughly: other processes send and receive meanwhile.
    func depth() async throws -> QueueDepth
}

extension Queue {
    /// Hides the messages; the queue puts them aside when they would come once too often.
    public func giveBack(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>] {
        try await extend(receipts, visibility: visibility)
    }
}

/// How many messages a queue has.
public struct QueueDepth: Sendable, Hashable {
    /// Those that can be received now.
    public var visible: Int
    /// Those that were received and are hidden.
    public var inFlight: Int

    /// A number of messages each.
    public init(visible: Int, inFlight: Int) {
        self.visible = visible
        self.inFlight = inFlight
    }
}

/// How messages are received.
public struct ReceiveOptions: Sendable, Hashable {
    /// The most messages, 1 to 10.
    public var limit: Int
    /// How long they are hidden from others, up to 12 hours.
    public var visibility: Duration
    /// How long to wait for a first message, up to 20 seconds.
    public var wait: Duration

    /// One call's wishes. Numbers that are out of range are brought into it.
    public init(limit: Int = 10, visibility: Duration = .seconds(30), wait: Duration = .zero) {
        self.limit = min(max(limit, 1), 10)
        self.visibility = min(max(visibility, .zero), QueueLimits.longestVisibility)
        self.wait = min(max(wait, .zero), .seconds(20))
    }
}
