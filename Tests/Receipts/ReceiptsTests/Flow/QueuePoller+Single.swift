import Basics
import Queues
import ReceiptEvents
import ReceiptModel
import Receipts

extension QueuePoller {
    /// A poller whose messages are handled one by one: where `body` throws, the message comes again after `retryBase` seconds,
    /// twice as long each time.
    static func single(
        _ queue: any Queue, _ settings: PollingSettings, retryBase: Int, events: ReceiptEvents,
        time: TimeSource = .system, _ body: @escaping @Sendable (ReceivedMessage) async throws -> Void
    ) -> QueuePoller {
        var settings = settings
        settings.batchSize = 1
        return QueuePoller(queue, settings, events: events, time: time) { messages in
            var returned: [ReturnedMessage] = []
            for message in messages {
                do { try await body(message) } catch {
                    let seconds = RetryDelay.seconds(receives: message.receiveCount, base: retryBase)
                    returned.append(
                        ReturnedMessage(id: message.id, delay: .seconds(seconds), reason: "\(error)"))
                }
            }
            return returned
        }
    }
}
