import Basics
import JSON
public import LambdaEvents
public import Queues
import ReceiptEvents
import ReceiptModel

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
        let messages = event.records.map { ReceivedMessage($0) }
        let returned = await handle(messages, deadline: deadline)
        if let queue = cloud.embedQueue {
            for error in await queue.hide(messages, returned) {
                events.warning("the pause before the next try of a message could not be set: \(error)")
            }
        }
        let ids = Set(returned.map(\.id))
        return BatchAnswer(retrying: event.records.filter { ids.contains($0.messageID) })
    }

    /// Handles messages, some of them at once, and gives those that have to come again; begins with none when the deadline is
    /// near. Each is told of in the log.
    public func handle(_ messages: [ReceivedMessage], deadline: Int? = nil) async -> [ReturnedMessage] {
        // No message's failure is an error here: there is one only where nobody waits for the answer any more.
        let returned = try? await messages.concurrentMap(limit: settings.width) { message in
            await handle(message, deadline: deadline)
        }
        return returned?.compactMap { $0 } ?? messages.map(Self.untouched)
    }

    /// Whether and when a message has to come again; nil where it is done.
    private func handle(_ message: ReceivedMessage, deadline: Int?) async -> ReturnedMessage? {
        if let deadline, deadline - time.now() < settings.reserve { return Self.untouched(message) }
        do {
            let parsed: EmbedMessage
            do { parsed = try EmbedMessage(body: message.body) } catch {
                events.count(.messagesFailed)
                throw error
            }
            _ = try await embed(parsed)
            return nil
        } catch is CancellationError {
            return Self.untouched(message)
        } catch {
            return failed(message, error)
        }
    }

    /// Tells of a failure, with the receipt as far as the message names one, and comes again after a while.
    private func failed(_ message: ReceivedMessage, _ error: any Error) -> ReturnedMessage {
        let receipt = EmbedMessage.receipt(inBody: message.body)
        let own = receipt.map { events.of($0) } ?? events
        own.error("the message \(message.id) failed, received \(message.receiveCount) times: \(error)")
        let seconds = RetryDelay.seconds(receives: message.receiveCount, base: settings.retryBaseSeconds)
        return ReturnedMessage(
            id: message.id, of: receipt, delay: .seconds(seconds), reason: "it could not be embedded")
    }

    /// Comes again at once: there was no time for it.
    private static func untouched(_ message: ReceivedMessage) -> ReturnedMessage {
        ReturnedMessage(
            id: message.id, of: EmbedMessage.receipt(inBody: message.body), delay: .zero,
            reason: "there was no time for it")
    }
}
