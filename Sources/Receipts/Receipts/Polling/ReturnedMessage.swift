public import LambdaEvents
public import Queues
import ReceiptEvents
public import ReceiptModel

/// A message that has to come again.
public struct ReturnedMessage: Sendable, Hashable {
    /// Names the message in its queue, the same each time it comes.
    public var id: String
    /// The receipt that it is about, for the log; nil where that is not known.
    public var receipt: ReceiptKey?
    /// How long it stays hidden before it comes; nil for as long as the queue hides messages anyway.
    public var delay: Duration?
    /// Why it comes again, in one line without anything of a receipt's text.
    public var reason: String

    /// A message that comes again after a while.
    public init(id: String, of receipt: ReceiptKey? = nil, delay: Duration?, reason: String) {
        self.id = id
        self.receipt = receipt
        self.delay = delay
        self.reason = reason
    }
}

extension ReturnedMessage {
    /// Says in the log what becomes of the message, which was received so many times. `most` is how often its queue gives
    /// one; nil where that is not known.
    func tell(_ events: ReceiptEvents, receives: Int, most: Int?) {
        let own = receipt.map { events.of($0) } ?? events
        if let most, receives >= most {
            own.warning("Message \(id) goes to the dead letters, received \(receives) times: \(reason)")
        } else {
            own.warning("Message \(id) comes again\(most == nil ? " unless that was its last time" : ""): \(reason)")
        }
    }
}

extension ReceivedMessage {
    /// The message that a function was given.
    public init(_ record: SQSEvent.Record) {
        var attributes: [String: String] = [:]
        for (name, attribute) in record.messageAttributes {
            if case .text(let text) = attribute.value { attributes[name] = text }
        }
        self.init(
            id: record.messageID, receipt: record.receiptHandle, body: record.body, attributes: attributes,
            receiveCount: record.receiveCount ?? 1, sent: record.sentTimestamp ?? 0)
    }
}

extension Queue {
    /// Whether a message was received as often as the queue gives one.
    func isLast(_ message: ReceivedMessage) -> Bool { message.receiveCount >= maxReceiveCount ?? .max }

    /// Hides messages that come again for as long as each of them says; gives what went wrong. Those that fail stay hidden
    /// for as long as they are.
    func hide(_ messages: [ReceivedMessage], _ returned: [ReturnedMessage]) async -> [any Error] {
        let known = Dictionary(messages.map { ($0.id, $0) }) { first, _ in first }
        var delayed: [Duration: [String]] = [:]
        for message in returned {
            guard let received = known[message.id] else { continue }
            // One that goes to the dead letters has nothing to wait for.
            guard let delay = message.delay ?? (isLast(received) ? .zero : nil) else { continue }
            delayed[delay, default: []].append(received.receipt)
        }
        var errors: [any Error] = []
        for (delay, receipts) in delayed {
            do {
                let results = try await giveBack(receipts, visibility: delay)
                for case .failure(let error) in results { errors.append(error) }
            } catch { errors.append(error) }
        }
        return errors
    }
}
