import Basics
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("Pacing: how often and how many at once")
struct PacingTests {
    @Test("No minute sees more calls than allowed, but for one second's burst")
    func tokensAMinute() {
        var random = SplitMix(7)
        for rate in [1, 59, 60, 600, 1000] {
            var bucket = TokenBucket(perMinute: rate, now: .zero)
            var now = Duration.zero
            var times: [Duration] = []
            for _ in 0..<2 * rate + 20 {
                let pause = bucket.take(at: now)
                times.append(now + pause)
                // Callers come at once, late, or after a long rest.
                now += .milliseconds(Int.random(in: 0...50, using: &random))
                if Int.random(in: 0..<200, using: &random) == 0 { now += .seconds(30) }
            }
            #expect(times == times.sorted())
            for (index, time) in times.enumerated() {
                let inMinute = times[index...].prefix { $0 < time + .seconds(60) }.count
                #expect(inMinute <= rate + max(rate / 60, 1))
            }
        }
    }

    @Test("A full bucket makes nobody wait, an empty one as long as a token takes")
    func burst() {
        var bucket = TokenBucket(perMinute: 120, now: .seconds(5))
        #expect(bucket.take(at: .seconds(5)) == .zero)
        #expect(bucket.take(at: .seconds(5)) == .zero)
        #expect(bucket.take(at: .seconds(5)) == .milliseconds(500))
        #expect(bucket.take(at: .seconds(5)) == .seconds(1))
        #expect(bucket.take(at: .seconds(100)) == .zero)
    }

    @Test("Throttling halves the calls at once, twenty successes add one")
    func adaptation() {
        var concurrency = AdaptiveConcurrency(maximum: 8)
        #expect(concurrency.limit == 8)
        // Eight calls of one moment that were throttled together are one sign.
        for _ in 0..<8 { concurrency.throttled(generation: 0) }
        #expect(concurrency.limit == 4)
        concurrency.throttled(generation: 1)
        concurrency.throttled(generation: 2)
        concurrency.throttled(generation: 3)
        #expect(concurrency.limit == 1)
        for _ in 0..<19 { concurrency.succeeded() }
        #expect(concurrency.limit == 1)
        concurrency.succeeded()
        #expect(concurrency.limit == 2)
        for _ in 0..<1000 { concurrency.succeeded() }
        #expect(concurrency.limit == 8)
    }

    @Test("The limit stays within 1 and the maximum whatever happens")
    func bounds() {
        var random = SplitMix(3)
        for maximum in 1...9 {
            var concurrency = AdaptiveConcurrency(maximum: maximum)
            for _ in 0..<500 {
                if Int.random(in: 0..<10, using: &random) == 0 {
                    concurrency.throttled(generation: Int.random(in: 0...concurrency.generation, using: &random))
                } else {
                    concurrency.succeeded()
                }
                #expect((1...maximum).contains(concurrency.limit))
            }
        }
    }

    private struct Inside {
        var (now, most, total) = (0, 0, 0)
    }

    @Test("No more calls pass at once than the limit, and all pass in the end", .timeLimit(.minutes(15)))
    func gate() async throws {
        let gate = CallGate(AdaptiveConcurrency(maximum: 3), nil)
        let clock = TestClock().clock
        let inside = Shared(Inside())
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    try await gate.pass(clock) {
                        inside.change { inside in
                            inside.now += 1
                            inside.total += 1
                            inside.most = max(inside.most, inside.now)
                        }
                        await Task.yield()
                        inside.change { $0.now -= 1 }
                        return ((), number % 7 == 0 ? .throttled : .success)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.value.total == 200)
        #expect(inside.value.most <= 3)
        #expect(inside.value.now == 0)
    }

    @Test("Who waits at the gate can be cancelled; the others go on", .timeLimit(.minutes(15)))
    func cancellation() async throws {
        let gate = CallGate(AdaptiveConcurrency(maximum: 1), nil)
        let clock = TestClock().clock
        for _ in 0..<100 {
            let (release, releaser) = AsyncStream<Void>.makeStream()
            let holder = Task {
                try await gate.pass(clock) {
                    for await _ in release { break }
                    return (1, .success)
                }
            }
            let waiting = (0..<4).map { _ in Task { try await gate.pass(clock) { (2, .success) } } }
            waiting[1].cancel()
            waiting[3].cancel()
            releaser.yield()
            #expect(try await holder.value == 1)
            #expect(try await waiting[0].value == 2)
            #expect(try await waiting[2].value == 2)
            for cancelled in [waiting[1], waiting[3]] {
                // It may have been through before it was cancelled.
                if case .failure(let error) = await cancelled.result { #expect(error is CancellationError) }
            }
        }
    }
}
