public import Basics
import JSON
public import LambdaEvents
public import Queues
import ReceiptEvents
import ReceiptModel

/// What became of a batch of messages, by their ids.
public struct EmbedBatch: Sendable, Hashable {
    /// Those that are done.
    public var done: [String] = []
    /// Those that failed and come again after a while.
    public var failed: [String] = []
    /// Those that nobody has begun with, as there is no time left; they come again at once.
    public var untouched: [String] = []

    /// A batch of which nothing is known yet.
    public init() {}
}

extension EmbedWorker {
    /// Answers an event of Lambda: a batch of a queue by `answer(_:deadline:)`, or one message by itself, which throws what
    /// `embed` throws. Throws `malformedInput` for anything else.
    public func answer(event: [UInt8], deadline: Int? = nil) async throws -> [UInt8] {
        let json = try JSONValue.parse(event)
        if json["Records"] != nil { return await answer(try SQSEvent(event), deadline: deadline).encoded }
        guard json["image_id"] != nil || json["body"] != nil else {
            throw FdnixError(
                .malformedInput, "the event is neither a batch, with Records, nor a message, with image_id")
        }
        return try await embed(try EmbedMessage(json)).json.encoded
    }

    /// Handles the messages of an event, and says which of them come again; those that failed stay hidden for a while that grows
    /// each time. `deadline` is when the invocation ends, in milliseconds since 1970.
    public func answer(_ event: SQSEvent, deadline: Int? = nil) async -> BatchAnswer {
        let messages = event.records.map { record in
            ReceivedMessage(
                id: record.messageID, receipt: record.receiptHandle, body: record.body, attributes: [:],
                receiveCount: record.receiveCount ?? 1, sent: record.sentTimestamp ?? 0)
        }
        let batch = await handle(messages, deadline: deadline)
        let done = Set(batch.done)
        await delay(messages.filter { batch.failed.contains($0.id) })
        return BatchAnswer(retrying: event.records.filter { !done.contains($0.messageID) })
    }

    /// Handles messages, some of them at once; begins with none when the deadline is near. Each is told of in the log.
    public func handle(_ messages: [ReceivedMessage], deadline: Int? = nil) async -> EmbedBatch {
        WorkingFolder.removeAbandoned(in: settings.temporaryDirectory, prefix: Self.folderPrefix)
        // No message's failure is an error here, so that there is none of the whole.
        let endings = try? await messages.concurrentMap(limit: settings.width) { message in
            await handle(message, deadline: deadline)
        }
        var batch = EmbedBatch()
        for (message, isDone) in zip(messages, endings ?? messages.map { _ in nil }) {
            switch isDone {
            case true?: batch.done.append(message.id)
            case false?: batch.failed.append(message.id)
            case nil: batch.untouched.append(message.id)
            }
        }
        return batch
    }

    /// Whether a message was done; nil where there was no time to begin with it.
    private func handle(_ message: ReceivedMessage, deadline: Int?) async -> Bool? {
        if let deadline, deadline - time.now() < settings.reserve { return nil }
        do {
            let parsed: EmbedMessage
            do { parsed = try EmbedMessage(body: message.body) } catch {
                events.count(.messagesFailed)
                throw error
            }
            _ = try await embed(parsed)
            return true
        } catch is CancellationError {
            return nil
        } catch {
            events.error("the message \(message.id) failed, received \(message.receiveCount) times: \(error)")
            return false
        }
    }

    /// Hides messages that failed, the longer the more often they were received. What cannot be hidden comes when it comes.
    func delay(_ messages: [ReceivedMessage]) async {
        guard let queue = cloud.embedQueue else { return }
        for message in messages {
            let seconds = RetryDelay.seconds(receives: message.receiveCount, base: settings.retryBaseSeconds)
            do {
                for result in try await queue.extend([message.receipt], visibility: .seconds(seconds)) {
                    try result.get()
                }
            } catch { events.warning("the pause before the next try of a message could not be set: \(error)") }
        }
    }
}
