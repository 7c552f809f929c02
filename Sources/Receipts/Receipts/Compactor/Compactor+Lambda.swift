public import LambdaEvents
import Queues
import ReceiptEvents
import ReceiptModel

extension Compactor {
    /// Answers the event of one of the two queues: which messages failed. Their delays are set where the queue is known.
    public func answer(_ event: SQSEvent) async -> BatchAnswer {
        let messages = event.records.map { ReceivedMessage($0) }
        let returned = await handle(messages)
        // A function is not told how often its queue gives a message.
        for message in returned { message.tell(events, receives: 1, most: nil) }
        let byID = Dictionary(returned.map { ($0.id, $0) }) { first, _ in first }
        for (source, records) in Dictionary(grouping: event.records, by: \.sourceARN) {
            guard let queue = queue(source) else { continue }
            let returned = records.compactMap { byID[$0.messageID] }
            for error in await queue.hide(messages, returned) {
                events.warning("A message is not delayed: \(error)")
            }
        }
        return BatchAnswer(retrying: event.records.filter { byID[$0.messageID] != nil })
    }

    /// The queue of an ARN, `arn:aws:sqs:region:account:name`, among those that are known, whose addresses end in their names.
    private func queue(_ source: String) -> (any Queue)? {
        guard let name = source.split(separator: ":").last else { return nil }
        return queues.values.first { $0.location.split(separator: "/").last == name }
    }
}
