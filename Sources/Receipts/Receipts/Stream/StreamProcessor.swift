public import Basics
import JSON
public import Queues
public import ReceiptEvents
public import ReceiptModel
public import Tables

/// Tells the compactors what changed in the table: each change that concerns a collection becomes a message in that
/// collection's queue.
///
/// ```swift
/// let processor = StreamProcessor(queues: cloud.collectionQueues, region: "eu-central-1", events: events)
/// let report = try await processor.process(try await table.changes(after: cursor, limit: 100).changes)
/// ```
public struct StreamProcessor: Sendable {
    private let queues: [CollectionName: any Queue]
    private let region: String
    let events: ReceiptEvents
    private let time: TimeSource

    /// Sends to `queues`; `region` is what messages say of where the table is.
    public init(
        queues: [CollectionName: any Queue], region: String, events: ReceiptEvents, time: TimeSource = .system
    ) {
        self.queues = queues
        self.region = region
        self.events = events
        self.time = time
    }

    /// What is to be sent to one collection's queue.
    private struct Outbox: Sendable {
        /// Whose message it is: the change's place.
        var places: [Int] = []
        var messages: [OutgoingMessage] = []
    }

    /// Handles every change, whatever becomes of the others; what cannot be sent is tried again three times. Throws `usage`
    /// where there is a message for a collection without a queue, and `CancellationError`.
    public func process(_ changes: [ItemChange]) async throws -> StreamReport {
        events.count(.recordsReceived, changes.count)
        let (outboxes, incomplete) = sort(changes)
        let senders = try outboxes.map { collection, outbox in (collection, outbox, try sender(collection)) }
        var report = StreamReport(processed: changes.count)
        var failed: Set<Int> = []
        try await withThrowingTaskGroup(of: (Outbox, [Int: FdnixError]).self) { group in
            for (collection, outbox, sender) in senders {
                group.addTask { (outbox, try await send(outbox, to: collection, sender)) }
            }
            for try await (outbox, failures) in group {
                report.queued += outbox.messages.count - failures.count
                for (index, error) in failures {
                    report.add(error, of: outbox.places[index])
                    failed.insert(outbox.places[index])
                }
            }
        }
        // Those that are in their queues, and those that concern nobody.
        events.count(.recordProcessed, changes.count - incomplete - failed.count)
        return report
    }

    private func sender(_ collection: CollectionName) throws(FdnixError) -> PatientSender {
        guard let queue = queues[collection] else {
            let variable = "\(collection.rawValue.uppercased())_QUEUE_URL"
            throw FdnixError(.usage, "there is no queue for \(collection.rawValue): set \(variable)")
        }
        return PatientSender(queue: queue, time: time)
    }

    /// Recognises the changes, and puts their messages where they belong; gives how many runs there is no message for.
    private func sort(_ changes: [ItemChange]) -> (outboxes: [CollectionName: Outbox], incomplete: Int) {
        var (outboxes, incomplete): ([CollectionName: Outbox], Int) = ([:], 0)
        let now = ReceiptTime.now(time)
        for (place, change) in changes.enumerated() {
            switch StreamRecognition.of(change, region: region, now: now) {
            case .ignored: events.count(.recordSkipped)
            case .incompleteRun(let receipt, let id):
                incomplete += 1
                events.count(.runMessageBuildError)
                events.of(receipt, run: id).warning("The run lacks the prefixes of its bundles; the sweeper finds it")
            case .messages(let messages):
                for message in messages {
                    events.of(message.collection).count(.messageCreated)
                    outboxes[message.collection, default: Outbox()].places.append(place)
                    outboxes[message.collection, default: Outbox()].messages.append(Self.outgoing(message))
                }
            }
        }
        return (outboxes, incomplete)
    }

    /// The message as it is sent. What changed is for those who read along: where it makes the message too large for a queue,
    /// it stays behind.
    private static func outgoing(_ message: StreamMessage) -> OutgoingMessage {
        let whole = OutgoingMessage(message.body, attributes: message.attributes)
        guard QueueLimits.size(whole) > QueueLimits.largestMessage else { return whole }
        var message = message
        message.changes = [:]
        return OutgoingMessage(message.body, attributes: message.attributes)
    }

    private func send(
        _ outbox: Outbox, to collection: CollectionName, _ sender: PatientSender
    ) async throws -> [Int: FdnixError] {
        let failures = try await sender.send(outbox.messages)
        let events = events.of(collection)
        events.count(.queueMessagesSuccessful, outbox.messages.count - failures.count)
        events.count(.queueMessagesFailed, failures.count)
        if let first = failures.min(by: { $0.key < $1.key }) {
            events.error("\(failures.count) messages could not be queued: \(first.value)")
        }
        return failures
    }
}
