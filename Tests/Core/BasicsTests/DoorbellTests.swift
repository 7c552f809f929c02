import Synchronization
import Testing

@testable import Basics

@Suite("Doorbells", .timeLimit(.minutes(15)))
struct DoorbellTests {
    /// Longer than any test: whoever waits so long was not woken.
    private let limit = Duration.seconds(3600)

    private func wait(for count: Int, at bell: Doorbell) async {
        while bell.listeners < count { await Task.yield() }
    }

    @Test("A ring between the look and the wait is not missed")
    func early() async throws {
        let bell = Doorbell()
        let heard = bell.rings
        bell.ring()
        try await bell.wait(after: heard, atMost: limit)
        #expect(bell.rings == 1 && bell.listeners == 0)
    }

    @Test("A ring wakes everyone who waits")
    func everyone() async throws {
        let bell = Doorbell()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { try await bell.wait(after: 0, atMost: limit) } }
            await wait(for: 50, at: bell)
            bell.ring()
            try await group.waitForAll()
        }
        #expect(bell.listeners == 0)
    }

    @Test("Nobody waits longer than the limit, which the clock tells")
    func limits() async throws {
        let time = TimeSource(now: { 0 }, sleep: { duration in #expect(duration == .seconds(5)) })
        let bell = Doorbell()
        try await bell.wait(after: 0, atMost: .seconds(5), time)
        #expect(bell.listeners == 0)
    }

    @Test("Whoever is cancelled stops waiting", arguments: [true, false])
    func cancelled(isEarly: Bool) async {
        let bell = Doorbell()
        let task = Task { try await bell.wait(after: 0, atMost: limit) }
        if !isEarly { await wait(for: 1, at: bell) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bell.listeners == 0)
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
        #expect(bell.rings == rings && bell.listeners == 0)
    }
}
