public import Basics
public import Queues
public import ReceiptEvents
import ReceiptModel

/// Takes messages from a queue and has them handled, where no Lambda does: receives, handles several batches at once, then
/// deletes what is done and hides what has to come again.
///
/// A message is deleted only after it was handled. A poller that is told to stop takes no more messages, lets what is under
/// way go on for a while, and gives back at once what was not done by then; one that is killed leaves its messages to the
/// queue.
///
/// ```swift
/// let poller = QueuePoller(queue, PollingSettings(batchSize: 500), events: events) { await compactor.handle($0) }
/// try await poller.run()
/// ```
public struct QueuePoller: Sendable {
    /// Handles messages and gives those that have to come again.
    public typealias Handler = @Sendable ([ReceivedMessage]) async -> [ReturnedMessage]

    let queue: any Queue
    let settings: PollingSettings
    let events: ReceiptEvents
    let time: TimeSource
    let handle: Handler
    let noteReturned: @Sendable ([ReturnedMessage]) -> Void

    private static let backoff = Backoff(base: .seconds(1), cap: .seconds(30))

    /// A poller of `queue` whose messages `handle` handles, at most `settings.batchSize` a call. `noteReturned` hears of those that
    /// were given back.
    public init(
        _ queue: any Queue, _ settings: PollingSettings = PollingSettings(), events: ReceiptEvents,
        time: TimeSource = .system, noteReturned: @escaping @Sendable ([ReturnedMessage]) -> Void = { _ in },
        handle: @escaping Handler
    ) {
        self.queue = queue
        self.settings = settings
        self.events = events
        self.time = time
        self.handle = handle
        self.noteReturned = noteReturned
    }

    /// Polls until the task is cancelled, and returns when all that was taken is handled or given back. Throws where the queue
    /// is not there or may not be read; what else goes wrong is logged and tried again.
    public func run() async throws {
        let finished = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var (started, reaped, failures) = (0, 0, 0)
            while !Task.isCancelled {
                while reaped < finished.value || started - reaped >= settings.concurrency {
                    try await group.next()
                    reaped += 1
                }
                do {
                    let room = (settings.concurrency - (started - reaped)) * settings.batchSize
                    for batch in try await gather(upTo: room) {
                        started += 1
                        group.addTask {
                            await work(batch)
                            finished.increment()
                        }
                    }
                    failures = 0
                } catch let error as FdnixError {
                    guard ![.usage, .notFound, .denied].contains(error.code) else {
                        throw error.adding("; the queue is \(queue.location)")
                    }
                    failures += 1
                    events.error("No messages could be received, and that is tried again: \(error)")
                    try? await time.sleep(Self.backoff.pause(after: failures, random: .random(in: 0.5..<1)))
                } catch is CancellationError { return }
            }
        }
    }

    /// Waits for messages, takes those that are there by then, and deals them out in batches.
    private func gather(upTo limit: Int) async throws -> [[ReceivedMessage]] {
        let messages = try await receive(upTo: limit, wait: settings.wait)
        return stride(from: 0, to: messages.count, by: settings.batchSize).map { start in
            Array(messages[start..<min(start + settings.batchSize, messages.count)])
        }
    }

    /// Takes up to so many messages, as many calls as that needs.
    func receive(upTo limit: Int, wait: Duration) async throws -> [ReceivedMessage] {
        var messages: [ReceivedMessage] = []
        var end = Int.max
        while messages.count < limit {
            let options = ReceiveOptions(
                limit: min(limit - messages.count, 10), visibility: settings.visibility,
                wait: messages.isEmpty ? wait : .milliseconds(max(end - time.now(), 0)))
            do {
                let more = try await queue.receive(options)
                guard !more.isEmpty else { break }
                if messages.isEmpty { end = time.now() + Int(settings.gatherWait.seconds * 1000) }
                messages += more
            } catch  where !messages.isEmpty {
                // What was taken is worked on, or given back; the error comes again with the next call.
                break
            }
        }
        return messages
    }
}
