import TestSupport
import Testing

@testable import SearchAPI

@Suite struct AnswerCacheTests {
    private func answer(_ size: Int, _ byte: UInt8 = 0x61) -> [UInt8] { Array(repeating: byte, count: size) }

    @Test func whatFitsIsKeptAndTheBoundHolds() {
        let cache = AnswerCache(capacity: 100_000)
        var random = SplitMix(9)
        for i in 0..<5000 {
            cache.insert(answer(Int.random(in: 0..<9000, using: &random), UInt8(i & 0xFF)), for: "key \(i)")
            #expect(cache.bytes <= 100_000)
            // The newest is always there, unless it was too large for its share.
            if let kept = cache["key \(i)"] { #expect(kept.allSatisfy { $0 == UInt8(i & 0xFF) }) }
        }
        #expect(cache.bytes > 50_000)
    }

    @Test func whatIsAskedForOutlastsWhatIsNot() {
        let cache = AnswerCache(capacity: 200_000)
        // What goes is drawn at random, so that one that is asked for goes now and then: 3 times of 1,850, and 100 and more
        // if it made no difference.
        var misses = 0
        for i in 0..<2000 {
            for j in 0..<10 where cache["popular \(j)"] == nil {
                misses += 1
                cache.insert(answer(1000), for: "popular \(j)")
            }
            cache.insert(answer(1000), for: "once \(i)")
        }
        #expect(misses < 40)
    }

    @Test func aStreamThatIsLargerAndComesRoundAgainIsPartlyKept() {
        let cache = AnswerCache(capacity: 150_000)
        var hits = 0
        for round in 0..<10 {
            for i in 0..<110 {
                if cache["\(i)"] != nil { hits += round > 4 ? 1 : 0 } else { cache.insert(answer(1000), for: "\(i)") }
            }
        }
        #expect(hits > 250)
    }

    @Test func noRoomKeepsNothing() {
        let cache = AnswerCache(capacity: 0)
        cache.insert(answer(0), for: "a")
        #expect(cache["a"] == nil)
    }
}
