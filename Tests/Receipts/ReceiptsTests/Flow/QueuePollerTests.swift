import Basics
import LocalCloud
import QueueConformance
import Queues
import ReceiptEvents
import Synchronization
import TestSupport
import Testing

@testable import Receipts

@Suite("Polling a queue")
struct QueuePollerTests {
    private let clock = ManualClock()

    private func fill(_ queue: any Queue, _ count: Int) async throws {
        try await Flow.send((1...count).map { OutgoingMessage("m\($0)") }, to: queue)
    }

    @Test("what is done is deleted, what is returned waits as long as it says")
    func settles() async throws {
        let queue = Flow.queue(clock)
        try await fill(queue, 25)
        let poller = QueuePoller(queue, events: .none, time: Flow.still(clock)) { messages in
            messages.filter { ["m3", "m14"].contains($0.body) }.map {
                ReturnedMessage(id: $0.id, delay: .seconds($0.body == "m3" ? 40 : 90), reason: "test")
            }
        }
        #expect(try await poller.pollOnce() == 25)
        #expect(queue.depth() == QueueDepth(visible: 0, inFlight: 2))
        clock.advance(.seconds(40))
        #expect(queue.depth().visible == 1)
        clock.advance(.seconds(50))
        #expect(queue.depth().visible == 2)
    }

    @Test("messages are gathered up to the most that are handled together")
    func gathers() async throws {
        let queue = Flow.queue(clock)
        try await fill(queue, 57)
        let sizes = Mutex<[Int]>([])
        let poller = QueuePoller(
            queue, PollingSettings(batchSize: 25), events: .none, time: Flow.still(clock)
        ) { messages in
            sizes.withLock { $0.append(messages.count) }
            return []
        }
        #expect(try await poller.pollOnce() == 57)
        #expect(sizes.withLock { $0 } == [25, 25, 7])
    }

    @Test("what trickles in is not gathered for longer than that is to take")
    func trickle() async throws {
        let (inner, clock) = (Flow.queue(clock), clock)
        let queue = TroubledQueue(
            inner,
            .init(receive: { options in
                guard options.wait > .zero else { return }
                clock.advance(.milliseconds(6))
                _ = inner.send([OutgoingMessage("x")])
            }))
        let settings = PollingSettings(batchSize: 25, gatherWait: .milliseconds(10))
        let poller = QueuePoller(queue, settings, events: .none, time: Flow.still(clock)) { _ in [] }
        #expect(try await poller.receive(upTo: 25, wait: .seconds(1)).count == 3)
    }

    @Test("several are handled at once, and no more than that")
    func concurrency() async throws {
        let queue = Flow.queue(clock)
        try await fill(queue, 40)
        let state = Mutex((now: 0, most: 0, done: 0))
        let poller = QueuePoller.single(
            queue, PollingSettings(concurrency: 4, wait: .zero), retryBase: 30, events: .none,
            time: Flow.still(clock)
        ) { _ in
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            for _ in 0..<20 { await Task.yield() }
            state.withLock { state in
                state.now -= 1
                state.done += 1
            }
        }
        let task = Task { try await poller.run() }
        while queue.depth() != QueueDepth(visible: 0, inFlight: 0) { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(state.withLock { $0.done } == 40)
        #expect((2...4).contains(state.withLock { $0.most }))
    }

    @Test("one that fails comes again later each time, and goes to the dead letters in the end")
    func failing() async throws {
        let queue = Flow.queue(clock, maxReceiveCount: 5)
        try await fill(queue, 1)
        let poller = QueuePoller.single(
            queue, PollingSettings(), retryBase: 30, events: .none, time: Flow.still(clock)
        ) { _ in throw FdnixError(.notFound, "no rows") }
        for seconds in [30, 60, 120, 240, 480] {
            #expect(try await poller.pollOnce() == 1)
            clock.advance(.seconds(seconds - 1))
            #expect(queue.depth().visible == 0)
            clock.advance(.seconds(1))
            #expect(queue.depth().visible == 1)
        }
        #expect(try await poller.pollOnce() == 0)
        #expect(try await queue.deadLetters?.depth().visible == 1)
    }

    @Test("messages stay hidden for as long as they are worked on")
    func renews() async throws {
        let queue = TroubledQueue(Flow.queue(clock))
        try await fill(queue, 3)
        // Each look at the clock takes a third of the time for which messages are hidden.
        let poller = QueuePoller(queue, PollingSettings(visibility: .seconds(60)), events: .none, time: clock.source) {
            _ in
            while queue.extended.count < 9 { await Task.yield() }
            return []
        }
        #expect(try await poller.pollOnce() == 3)
        #expect(queue.extended.allSatisfy { $0.count == 3 })
        #expect(try await queue.depth() == QueueDepth(visible: 0, inFlight: 0))
    }

    @Test("a poller that is stopped lets work under way finish")
    func finishes() async throws {
        let queue = Flow.queue(clock)
        try await fill(queue, 1)
        let isBegun = Mutex(false)
        let mayEnd = Mutex(false)
        let poller = QueuePoller(queue, events: .none, time: Flow.still(clock)) { messages in
            isBegun.withLock { $0 = true }
            while !mayEnd.withLock({ $0 }) { await Task.yield() }
            return Task.isCancelled ? messages.map { ReturnedMessage(id: $0.id, delay: nil, reason: "cancelled") } : []
        }
        let task = Task { try await poller.run() }
        while !isBegun.withLock({ $0 }) { await Task.yield() }
        task.cancel()
        mayEnd.withLock { $0 = true }
        try await task.value
        #expect(queue.depth() == QueueDepth(visible: 0, inFlight: 0))
    }

    @Test("what does not finish in time is given back at once")
    func givesBack() async throws {
        let queue = Flow.queue(clock)
        try await fill(queue, 1)
        let isBegun = Mutex(false)
        let poller = QueuePoller.single(
            queue, PollingSettings(grace: .zero), retryBase: 30, events: .none,
            time: TimeSource(now: clock.source.now) { if $0 > .zero { try await Task.sleep(for: .seconds(3600)) } }
        ) { _ in
            isBegun.withLock { $0 = true }
            try await Task.sleep(for: .seconds(3600))
        }
        let task = Task { try await poller.run() }
        while !isBegun.withLock({ $0 }) { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(queue.depth() == QueueDepth(visible: 1, inFlight: 0))
    }

    @Test("a poller outlives a queue that is away, and ends with one that is not there")
    func troubles() async throws {
        let inner = Flow.queue(clock)
        try await fill(inner, 1)
        let calls = Mutex(0)
        let queue = TroubledQueue(
            inner,
            .init(receive: { _ in
                let call = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                if call < 4 { throw FdnixError(.network, "away") }
                if inner.depth() == QueueDepth(visible: 0, inFlight: 0) { throw FdnixError(.notFound, "gone") }
            }))
        let done = Mutex(0)
        let poller = QueuePoller(
            queue, PollingSettings(wait: .zero), events: .none,
            time: TimeSource(now: clock.source.now) {
                if $0 > .seconds(60) { try await Task.sleep(for: .seconds(3600)) }
            }
        ) { messages in
            done.withLock { $0 += messages.count }
            return []
        }
        let error = await #expect(throws: FdnixError.self) { try await poller.run() }
        #expect(error?.message.hasPrefix("gone; the queue is ") == true && done.withLock { $0 } == 1)
    }

    @Test("a message that was handled and not deleted comes again")
    func undeleted() async throws {
        let inner = Flow.queue(clock)
        let isAway = Mutex(true)
        let queue = TroubledQueue(
            inner, .init(delete: { if isAway.withLock({ $0 }) { throw FdnixError(.network, "away") } }))
        try await fill(queue, 1)
        let receives = Mutex<[Int]>([])
        let poller = QueuePoller(queue, events: .none, time: Flow.still(clock)) { messages in
            receives.withLock { $0 += messages.map(\.receiveCount) }
            return []
        }
        #expect(try await poller.pollOnce() == 1)
        isAway.withLock { $0 = false }
        clock.advance(.seconds(1200))
        #expect(try await poller.pollOnce() == 1)
        #expect(receives.withLock { $0 } == [1, 2])
        #expect(inner.depth() == QueueDepth(visible: 0, inFlight: 0))
    }

    @Test("a poller that is gone between handling and deleting leaves its messages", .enabled(if: Flow.hasSQLite))
    func killed() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            func poll(_ isKilled: Bool) async throws -> [Int] {
                let database = try await LocalDatabase.open(path, time: clock.source)
                let queue = database.queue("lines", maxReceiveCount: 100)
                if isKilled { try await fill(queue, 3) }
                let receives = Mutex<[Int]>([])
                let unsettled = TroubledQueue(
                    queue, .init(delete: { if isKilled { throw FdnixError(.io, "killed") } }))
                let poller = QueuePoller(unsettled, events: .none, time: Flow.still(clock)) { messages in
                    receives.withLock { $0 += messages.map(\.receiveCount) }
                    return []
                }
                _ = try await poller.pollOnce()
                return receives.withLock { $0 }
            }
            let first = try await poll(true)
            let second = try await poll(false)
            let third = try await poll(false)
            #expect(first == [1, 1, 1] && third == [])
            #expect(second == [2, 2, 2], "they come at once, not after their visibility")
        }
    }
}
