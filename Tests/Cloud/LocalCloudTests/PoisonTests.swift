import Basics
import LocalCloud
import QueueConformance
import Queues
import Testing

@Suite("Messages that nobody can handle", .enabled(if: sqliteIsAvailable))
struct PoisonTests {
    @Test("make room for others in the answer from which they are moved away", arguments: [0, 60])
    func room(visibility: Int) async throws {
        let clock = ManualClock()
        try await withDatabase(time: clock.source) { database in
            let queue = database.queue("q", maxReceiveCount: 1)
            _ = try await queue.send((0..<12).map { OutgoingMessage("poison \($0)") })
            for _ in 0..<2 { _ = try await queue.receive(ReceiveOptions(visibility: .seconds(1))) }
            clock.advance(.seconds(2))
            _ = try await queue.send((0..<12).map { OutgoingMessage("sound \($0)") })
            let received = try await queue.receive(ReceiveOptions(visibility: .seconds(visibility)))
            #expect(Set(received.map(\.id)).count == received.count && received.count >= 8)
            #expect(received.allSatisfy { $0.body.hasPrefix("sound") && $0.receiveCount == 1 })
            let dead = try #require(queue.deadLetters)
            #expect(try await dead.depth().visible == 12)
        }
    }
}
