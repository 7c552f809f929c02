import Testing

@testable import SearchServer

@Suite struct RateLimiterTests {
    @Test func aBurstThenTheRate() {
        let limiter = RateLimiter(perSecond: 5)
        let start = ContinuousClock.now
        for _ in 0..<5 { #expect(limiter.delay("a", now: start) == nil) }
        #expect(limiter.delay("a", now: start) == 1)
        #expect(limiter.delay("b", now: start) == nil)
        #expect(limiter.delay("a", now: start + .milliseconds(250)) == nil)
        #expect(limiter.delay("a", now: start + .milliseconds(260)) != nil)
        for _ in 0..<5 { #expect(limiter.delay("a", now: start + .seconds(60)) == nil) }
        #expect(limiter.delay("a", now: start + .seconds(60)) != nil)
    }

    @Test func manyAddressesTakeBoundedMemory() {
        let limiter = RateLimiter(perSecond: 1)
        let start = ContinuousClock.now
        for i in 0..<30_000 { #expect(limiter.delay("\(i)", now: start) == nil) }
        #expect(limiter.count <= 10_001)
    }
}
