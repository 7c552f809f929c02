import Basics
import TestSupport
import Testing

@testable import HTTPServing

@Suite struct RateLimiterTests {
    private let start = ContinuousClock.now
    private func v4(_ number: Int) -> IPAddress { IPAddress(v4: UInt32(number)) }

    @Test func aBurstThenTheRate() {
        let limiter = RateLimiter(perSecond: 5)
        for _ in 0..<5 { #expect(limiter.delay(v4(1), now: start) == nil) }
        #expect(limiter.delay(v4(1), now: start) == 1)
        #expect(limiter.delay(v4(2), now: start) == nil)
        #expect(limiter.delay(v4(1), now: start + .milliseconds(250)) == nil)
        #expect(limiter.delay(v4(1), now: start + .milliseconds(260)) != nil)
        for _ in 0..<5 { #expect(limiter.delay(v4(1), now: start + .seconds(60)) == nil) }
        #expect(limiter.delay(v4(1), now: start + .seconds(60)) != nil)
    }

    @Test func aNetworkOfIPv6IsOneClient() {
        let limiter = RateLimiter(perSecond: 2)
        for host in ["1", "2"] {
            #expect(limiter.delay(IPAddress("2001:db8:0:1::\(host)"), now: start) == nil)
        }
        #expect(limiter.delay(IPAddress("2001:db8:0:1:ffff::3"), now: start) != nil)
        #expect(limiter.delay(IPAddress("2001:db8:0:2::1"), now: start) == nil)
        #expect(limiter.count == 2)
    }

    @Test func anAddressOfIPv4IsTheSameInEitherSpelling() {
        let limiter = RateLimiter(perSecond: 1)
        #expect(limiter.delay(IPAddress("192.0.2.1"), now: start) == nil)
        #expect(limiter.delay(IPAddress("::ffff:192.0.2.1"), now: start) != nil)
        #expect(limiter.delay(IPAddress("192.0.2.2"), now: start) == nil)
    }

    @Test func clientsWithoutAnAddressAreOne() {
        let limiter = RateLimiter(perSecond: 1)
        #expect(limiter.delay(nil, now: start) == nil)
        #expect(limiter.delay(nil, now: start) != nil)
        #expect(limiter.count == 1)
    }

    @Test func manyClientsTakeBoundedMemory() {
        let limiter = RateLimiter(perSecond: 1, capacity: 1000)
        for i in 0..<5000 {
            #expect(limiter.delay(v4(i), now: start) == nil)
            #expect(limiter.count <= 1000)
        }
        #expect(limiter.count == 1000)
    }

    @Test func whoIsHeldBackStaysSoWhoeverElseComes() {
        let limiter = RateLimiter(perSecond: 10, capacity: 1000)
        for _ in 0..<10 { #expect(limiter.delay(v4(0), now: start) == nil) }
        #expect(limiter.delay(v4(0), now: start) != nil)
        // More clients than are remembered: each has most of its burst left, so that any of them goes before this one.
        for i in 1...20_000 { _ = limiter.delay(v4(i), now: start) }
        #expect(limiter.delay(v4(0), now: start) != nil)
    }

    @Test func thePlacesOfBucketsStayRight() {
        // Against a limiter that forgets nobody, with time between the requests in which every bucket fills.
        var random = SplitMix(8)
        let small = RateLimiter(perSecond: 2, capacity: 16)
        var now = start
        for _ in 0..<2000 {
            now += .seconds(1)
            let client = v4(Int.random(in: 0..<64, using: &random))
            #expect(small.delay(client, now: now) == nil)
            #expect(small.delay(client, now: now) == nil)
            #expect(small.delay(client, now: now) != nil)
            #expect(small.count <= 16)
            now += .seconds(1)
        }
    }
}
