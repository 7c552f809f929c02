import Basics
import JSON
import QueueConformance
import Queues
import ReceiptEvents
import TestSupport
import Testing

@testable import Receipts

@Suite("What a drain does not wait for")
struct DrainWaitingTests {
    private let clock = ManualClock()

    /// A drain whose queue of words has a message a delay, each given back by a poller for so many seconds.
    private func drain(_ delays: [Int], others: Int = 0) async throws -> Drain {
        let cloud = Flow.cloud(clock)
        let queue = try cloud.needed(.words)
        let waiting = WaitingMessages(time: clock.source)
        try await Flow.send(delays.map { OutgoingMessage("\($0)") }, to: queue)
        let poller = QueuePoller(
            queue, events: .none, time: Flow.still(clock), noteReturned: { waiting.note($0, of: .words) }
        ) { messages in
            messages.map { message in
                ReturnedMessage(id: message.id, delay: .seconds(Int(message.body) ?? 0), reason: "late \(message.body)")
            }
        }
        #expect(try await poller.pollOnce() == delays.count)
        // What another process works on.
        try await Flow.send((0..<others).map { OutgoingMessage("other \($0)") }, to: queue)
        #expect(try await Flow.all(queue).count == others)
        return Drain(cloud, feeder: nil, waiting: waiting, time: clock.source)
    }

    @Test("it ends where all that is left comes again late, and says what that is")
    func late() async throws {
        let start = clock.source.now()
        let report = try await drain([900, 90, 900]).run()
        #expect(clock.source.now() == start, "nothing is waited for")
        #expect(!report.isIdle && !report.isDone && report.json["waiting"] == 3)
        #expect(
            report.waiting?.description == "3 messages come again in up to 15 min: late 90 (and 1 other reason)")
        let one = try await drain([61]).run()
        #expect(one.waiting?.description == "1 message comes again in up to 61 s: late 61")
    }

    @Test(
        "it waits for what comes soon, and for what others work on",
        arguments: [([60], 0), ([900, 30], 0), ([900], 1)])
    func waits(delays: [Int], others: Int) async throws {
        let start = clock.source.now()
        let report = try await drain(delays, others: others).run(timeout: .seconds(20))
        #expect(clock.source.now() >= start + 20_000)
        #expect(report.waiting == nil && !report.isIdle)
        #expect(report.json["waiting"] == 0)
    }
}
