public import Basics
import Synchronization

/// The messages that pollers of this process gave back and that come again later, so that whoever waits for an empty queue can
/// say what for.
public final class WaitingMessages: Sendable {
    private let messages = Mutex<[QueueName: [String: Message]]>([:])
    private let time: TimeSource

    /// A message that is hidden for a while.
    struct Message: Equatable {
        /// When it comes again, in milliseconds since 1970.
        let due: Int
        /// Why it could not be done.
        let reason: String
    }

    /// Starts without messages; `time` is what delays are counted by.
    public init(time: TimeSource = .system) { self.time = time }

    /// Notes messages that were given back to a queue, each for as long as it says.
    public func note(_ returned: [ReturnedMessage], of queue: QueueName) {
        let now = time.now()
        messages.withLock { messages in
            for message in returned {
                guard let delay = message.delay else { continue }
                messages[queue, default: [:]][message.id] =
                    Message(due: now + Int(delay.seconds * 1000), reason: message.reason)
            }
        }
    }

    /// What waits in all queues and is not due yet; nil where nothing does.
    func summary() -> Summary? {
        let now = time.now()
        let waiting = messages.withLock { messages in
            for queue in messages.keys { messages[queue] = messages[queue]?.filter { $0.value.due > now } }
            return messages.values.flatMap(\.values)
        }
        return Summary(waiting, now: now)
    }

    /// What is told of messages that come again.
    public struct Summary: Sendable, Equatable, CustomStringConvertible {
        /// How many there are.
        public let count: Int
        /// When the first of them comes.
        public let soonest: Duration
        /// When the last one comes.
        public let latest: Duration
        /// Why they could not be done, each reason once.
        public let reasons: [String]

        init?(_ messages: [Message], now: Int) {
            let ordered = messages.sorted { ($0.due, $0.reason) < ($1.due, $1.reason) }
            guard let first = ordered.first, let last = ordered.last else { return nil }
            count = messages.count
            soonest = .milliseconds(first.due - now)
            latest = .milliseconds(last.due - now)
            reasons = ordered.map(\.reason).removingDuplicates()
        }

        /// `2 messages come again in up to 15 min: REASON`
        public var description: String {
            let seconds = Int(latest.seconds.rounded(.up))
            let time = seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
            let more = reasons.count - 1
            let others = more > 0 ? " (and \(more) other reason\(more == 1 ? "" : "s"))" : ""
            let messages = count == 1 ? "1 message comes" : "\(count) messages come"
            return "\(messages) again in up to \(time): \(reasons[0])\(others)"
        }
    }
}
