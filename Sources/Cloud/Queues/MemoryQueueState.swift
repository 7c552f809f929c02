import Basics

/// What a queue in memory holds.
struct MemoryQueueState: Sendable {
    private struct Stored: Sendable {
        let message: OutgoingMessage
        let sent: Int
        var visible: Int
        var receiveCount = 0
    }

    /// When a message can be received; by time, then by number.
    private struct Turn: Sendable, Comparable {
        let visible: Int
        let number: Int

        static func < (left: Turn, right: Turn) -> Bool { (left.visible, left.number) < (right.visible, right.number) }
    }

    private var messages: [Int: Stored] = [:]
    /// The turns of all messages, in order.
    private var turns: [Turn] = []
    private var count = 0

    mutating func add(_ message: OutgoingMessage, now: Int) -> String {
        count += 1
        messages[count] = Stored(message: message, sent: now, visible: now)
        insert(Turn(visible: now, number: count))
        return String(count)
    }

    /// The messages whose turn it is, up to as many as asked for; those that were received `most` times leave the queue.
    mutating func take(
        _ options: ReceiveOptions, now: Int, most: Int
    ) -> (taken: [ReceivedMessage], dead: [OutgoingMessage]) {
        var (taken, dead): ([ReceivedMessage], [OutgoingMessage]) = ([], [])
        var looked = 0
        while looked < turns.count, turns[looked].visible <= now, taken.count < options.limit {
            let number = turns[looked].number
            looked += 1
            guard var stored = messages[number] else { continue }
            guard stored.receiveCount < most else {
                dead.append(stored.message)
                messages[number] = nil
                continue
            }
            stored.receiveCount += 1
            stored.visible = now + Int(options.visibility.seconds * 1000)
            messages[number] = stored
            taken.append(
                ReceivedMessage(
                    id: String(number), receipt: "\(number)/\(stored.receiveCount)", body: stored.message.body,
                    attributes: stored.message.attributes, receiveCount: stored.receiveCount, sent: stored.sent))
        }
        let numbers = turns[..<looked].map(\.number)
        turns.removeFirst(looked)
        for number in numbers {
            if let stored = messages[number] { insert(Turn(visible: stored.visible, number: number)) }
        }
        return (taken, dead)
    }

    mutating func hide(_ receipt: String, until end: Int) throws(FdnixError) {
        guard let number = try number(of: receipt), let stored = messages[number] else { throw Receipt.gone }
        remove(Turn(visible: stored.visible, number: number))
        messages[number]?.visible = end
        insert(Turn(visible: end, number: number))
    }

    mutating func remove(_ receipt: String) throws(FdnixError) {
        guard let number = try number(of: receipt), let stored = messages.removeValue(forKey: number) else { return }
        remove(Turn(visible: stored.visible, number: number))
    }

    func depth(now: Int) -> QueueDepth {
        let visible = index(of: Turn(visible: now, number: .max))
        return QueueDepth(visible: visible, inFlight: turns.count - visible)
    }

    /// The message of a receipt, nil where it is gone. Throws `conflict` where it was received again since.
    private func number(of receipt: String) throws(FdnixError) -> Int? {
        let parts = receipt.split(separator: "/").map { Int($0) }
        guard parts.count == 2, let number = parts[0], let stored = messages[number] else { return nil }
        guard stored.receiveCount == parts[1] else { throw Receipt.replaced }
        return number
    }

    private mutating func insert(_ turn: Turn) { turns.insert(turn, at: index(of: turn)) }

    private mutating func remove(_ turn: Turn) {
        let index = index(of: turn)
        if index < turns.count, turns[index] == turn { turns.remove(at: index) }
    }

    private func index(of turn: Turn) -> Int { turns.partitionPoint { !($0 < turn) } }
}
