import Basics
import Queues
import ReceiptModel

/// The messages of a batch, sorted out: who is compacted together, who says the same as another, and who says nothing.
struct CompactionBatch {
    /// A message that nobody understands.
    struct Unreadable {
        let message: ReceivedMessage
        let reason: String
        /// Whether it is the collection that is missing or unknown.
        let isOfNoCollection: Bool
    }

    /// What is to be done, by collection; each change once.
    private(set) var groups: [CollectionName: [GroupMessage]] = [:]
    /// The messages that say the same as an earlier one, by that one's id.
    private(set) var copies: [String: [ReceivedMessage]] = [:]
    /// What has to come again until somebody looks at it.
    private(set) var unreadable: [Unreadable] = []

    private struct Change: Hashable {
        let collection: CollectionName
        let identity: String
    }

    init(_ messages: [ReceivedMessage]) {
        var first: [Change: String] = [:]
        for received in messages {
            do {
                let message = try CompactionMessage(body: received.body, attributes: received.attributes)
                let change = Change(collection: message.collection, identity: message.identity)
                if let original = first[change] {
                    copies[original, default: []].append(received)
                    continue
                }
                first[change] = received.id
                if let task = GroupMessage(id: received.id, message, receives: received.receiveCount) {
                    groups[message.collection, default: []].append(task)
                }
            } catch {
                let isOfStream = received.attributes["source"] == StreamMessage.source
                let name = received.attributes["collection"] ?? ""
                unreadable.append(
                    Unreadable(
                        message: received, reason: (error as? FdnixError)?.message ?? "\(error)",
                        isOfNoCollection: isOfStream && CollectionName(rawValue: name) == nil))
            }
        }
    }
}
