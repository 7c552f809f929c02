import Basics
import Testing

@Suite("Pauses that grow")
struct BackoffTests {
    private let backoff = Backoff(base: .milliseconds(100), cap: .seconds(5))

    @Test("a pause is at most twice as long after each failure, and never longer than the cap")
    func growth() {
        let longest = (1...8).map { backoff.pause(after: $0, random: 1).seconds }
        #expect(longest == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5])
        #expect(backoff.pause(after: .max, random: 1) == .seconds(5))
        #expect(backoff.pause(after: 0, random: 1) == .milliseconds(100))
    }

    @Test("chance decides how much of it is waited")
    func jitter() {
        #expect(backoff.pause(after: 2, random: 0) == .zero)
        #expect(backoff.pause(after: 2, random: 0.25) == .milliseconds(50))
        #expect(
            backoff.pause(after: 2, random: -1) == .zero && backoff.pause(after: 1, random: 9) == .milliseconds(100))
    }
}
