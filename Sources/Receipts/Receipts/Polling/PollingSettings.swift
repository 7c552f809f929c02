/// How a queue is polled.
public struct PollingSettings: Sendable, Hashable {
    /// How many batches are handled at once.
    public var concurrency: Int
    /// The most messages that are handled together; a queue gives ten a call, and more are gathered.
    public var batchSize: Int
    /// How long messages are hidden from others. It is renewed while they are worked on.
    public var visibility: Duration
    /// How long one call waits for a first message.
    public var wait: Duration
    /// How long more messages are waited for once there are some: a second or so for Amazon SQS, which does not tell all it
    /// has at once; where one process fills the queue and empties it, as long as what belongs together takes to be written.
    public var gatherWait: Duration
    /// How long what is under way may go on after the poller was told to stop.
    public var grace: Duration

    /// Settings of a poller, those of the queues' defaults unless told otherwise.
    public init(
        concurrency: Int = 1, batchSize: Int = 10, visibility: Duration = .seconds(1200),
        wait: Duration = .seconds(20), gatherWait: Duration = .zero, grace: Duration = .seconds(15)
    ) {
        self.concurrency = max(concurrency, 1)
        self.batchSize = max(batchSize, 1)
        self.visibility = visibility
        self.wait = wait
        self.gatherWait = gatherWait
        self.grace = grace
    }
}
