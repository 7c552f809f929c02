import Basics
import Testing

@Suite("Doorbells")
struct DoorbellTests {
    /// Longer than any test: whoever waits so long was not woken.
    private let limit = Duration.seconds(3600)

    @Test("A ring between the look and the wait is not missed")
    func early() async throws {
        let bell = Doorbell()
        let heard = bell.rings
        bell.ring()
        try await bell.wait(after: heard, atMost: limit)
        #expect(bell.rings == 1)
    }

    @Test("A ring wakes everyone who waits")
    func everyone() async throws {
        let bell = Doorbell()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { try await bell.wait(after: 0, atMost: limit) } }
            await Task.yield()
            bell.ring()
            try await group.waitForAll()
        }
    }

    @Test("Nobody waits longer than the limit, which the clock tells")
    func limits() async throws {
        let time = TimeSource(now: { 0 }, sleep: { duration in #expect(duration == .seconds(5)) })
        try await Doorbell().wait(after: 0, atMost: .seconds(5), time)
    }

    @Test("Whoever is cancelled stops waiting")
    func cancelled() async {
        let bell = Doorbell()
        for isEarly in [true, false] {
            let task = Task { try await bell.wait(after: 0, atMost: limit) }
            if !isEarly { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("No ring is lost between many who look and many who ring")
    func storm() async throws {
        let bell = Doorbell()
        let rings = 2000
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<rings / 4 {
                        bell.ring()
                        await Task.yield()
                    }
                }
                group.addTask {
                    while case let heard = bell.rings, heard < rings {
                        try? await bell.wait(after: heard, atMost: limit)
                    }
                }
            }
        }
        #expect(bell.rings == rings)
    }
}
