public import Basics
public import Queues
public import ReceiptCollections
public import ReceiptEvents
public import ReceiptModel

/// Has the messages of a batch compacted, a group a collection, and says which of them have to come again. What happens to one
/// collection's group does not touch the other's.
public struct Compactor: Sendable {
    /// Compacts one collection's messages. Where it throws, all of them come again.
    public typealias Compact = @Sendable (CollectionName, [GroupMessage]) async throws -> Compaction.Ending

    let queues: [CollectionName: any Queue]
    let events: ReceiptEvents
    private let retryBase: Int
    private let time: TimeSource
    private let compact: Compact

    /// A compactor that leaves the groups to `compact`. The delay of messages that come again begins with `retryBase` seconds;
    /// `queues` is where a function sets it, and without one it does not.
    public init(
        queues: [CollectionName: any Queue] = [:], retryBase: Int, events: ReceiptEvents,
        time: TimeSource = .system, compact: @escaping Compact
    ) {
        self.queues = queues
        self.retryBase = retryBase
        self.events = events
        self.time = time
        self.compact = compact
    }

    /// Handles messages of either queue; gives those that have to come again.
    public func handle(_ messages: [ReceivedMessage]) async -> [ReturnedMessage] {
        let start = time.now()
        let batch = CompactionBatch(messages)
        events.count(.compactionRecordsReceived, messages.count)
        var returned = batch.unreadable.map(unreadable)
        await withTaskGroup(of: [ReturnedMessage].self) { group in
            for (collection, messages) in batch.groups { group.addTask { await run(messages, collection) } }
            for await each in group { returned += each }
        }
        // Those that say the same share its fate.
        for message in returned {
            returned += (batch.copies[message.id] ?? []).map {
                ReturnedMessage(id: $0.id, delay: message.delay, reason: message.reason)
            }
        }
        events.count(.failedMessages, returned.count)
        events.count(.partialBatchFailure, returned.isEmpty ? 0 : 1)
        events.measure(.executionTime, .milliseconds(max(time.now() - start, 0)))
        return returned
    }

    /// A message that nobody understands is not deleted: it comes until the queue puts it aside, as often as that takes and
    /// without growing delays.
    private func unreadable(_ message: CompactionBatch.Unreadable) -> ReturnedMessage {
        events.count(message.isOfNoCollection ? .invalidCollection : .messageParseError)
        return ReturnedMessage(id: message.message.id, delay: .seconds(max(retryBase, 0)), reason: message.reason)
    }

    private func run(_ messages: [GroupMessage], _ collection: CollectionName) async -> [ReturnedMessage] {
        let ending: Compaction.Ending
        do { ending = try await compact(collection, messages) } catch {
            events.of(collection).error("The collection could not be compacted: \(error)")
            var endings = GroupCompaction.Endings()
            for message in messages { endings.returned[message.id] = "\(error)" }
            ending = Compaction.Ending(endings)
        }
        // What was not acknowledged was not done.
        return messages.filter { !ending.endings.acknowledged.contains($0.id) }.map { message in
            let reason = ending.endings.returned[message.id] ?? "the message was left over"
            return ReturnedMessage(
                id: message.id, delay: delay(message, isLocked: ending.isLocked, reason), reason: reason)
        }
    }

    /// A lock is held for a minute or so, a run is merged within minutes; what failed may take longer to mend.
    private func delay(_ message: GroupMessage, isLocked: Bool, _ reason: String) -> Duration {
        let seconds = RetryDelay.seconds(receives: message.receives, base: retryBase)
        if isLocked { return .seconds(min(seconds, 60)) }
        return .seconds(reason == GroupPlan.waiting ? min(seconds, 300) : seconds)
    }
}
