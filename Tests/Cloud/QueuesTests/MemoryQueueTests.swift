import Basics
import QueueConformance
import Queues
import TestSupport
import Testing

@Suite("A queue in memory")
struct MemoryQueueTests {
    @Test("does what every queue does", arguments: QueueCheck.all)
    func conforms(check: QueueCheck) async throws {
        let clock = ManualClock()
        let queue = MemoryQueue(
            deadLetters: MemoryQueue(name: "dead", time: clock.source), maxReceiveCount: QueueCheck.maxReceiveCount,
            time: clock.source)
        try await check.run(QueueUnderTest(queue) { clock.advance($0) })
    }

    @Test("the receipt of one who was too slow does not count any more")
    func staleReceipt() async throws {
        let clock = ManualClock()
        let queue = MemoryQueue(time: clock.source)
        _ = queue.send([OutgoingMessage("x")])
        let first = try await queue.receive(ReceiveOptions(visibility: .seconds(5)))
        clock.advance(.seconds(6))
        let second = try await queue.receive(ReceiveOptions(visibility: .seconds(5)))
        for results in [
            queue.delete(first.map(\.receipt)), queue.extend(first.map(\.receipt), visibility: .seconds(9)),
        ] {
            let error = #expect(throws: FdnixError.self) { try results.first?.get() }
            #expect(error?.code == .conflict)
        }
        try queue.delete(second.map(\.receipt)).first?.get()
        let error = #expect(throws: FdnixError.self) {
            try queue.extend(second.map(\.receipt), visibility: .seconds(9)).first?.get()
        }
        #expect(error?.code == .notFound)
    }

    @Test("a queue without dead letters gives a message for ever, and has nothing to move back")
    func withoutDeadLetters() async throws {
        let clock = ManualClock()
        let queue = MemoryQueue(maxReceiveCount: 2, time: clock.source)
        _ = queue.send([OutgoingMessage("x")])
        for count in 1...5 {
            #expect(try await queue.receive(ReceiveOptions(visibility: .zero)).map(\.receiveCount) == [count])
        }
        let error = await #expect(throws: FdnixError.self) { try await queue.redrive() }
        #expect(error?.code == .usage)
    }

    @Test("random traffic loses nothing and doubles nothing")
    func traffic() async throws {
        let clock = ManualClock()
        let queue = MemoryQueue(time: clock.source)
        var random = SplitMix(9)
        var (sent, alive, hidden): (Int, Set<String>, [String: ReceivedMessage]) = (0, [], [:])
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                sent += 1
                alive.insert("\(sent)")
                _ = queue.send([OutgoingMessage("\(sent)")])
            case 1:
                let limit = Int.random(in: 1...10, using: &random)
                for message in try await queue.receive(ReceiveOptions(limit: limit, visibility: .seconds(60))) {
                    #expect(alive.contains(message.body) && hidden[message.body] == nil)
                    hidden[message.body] = message
                }
            case 2:
                guard let message = hidden.values.sorted(by: { $0.body < $1.body }).first else { continue }
                try queue.delete([message.receipt]).first?.get()
                hidden[message.body] = nil
                alive.remove(message.body)
            default:
                guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
                clock.advance(.seconds(61))
                hidden = [:]
            }
            #expect(queue.depth() == QueueDepth(visible: alive.count - hidden.count, inFlight: hidden.count))
        }
    }
}
