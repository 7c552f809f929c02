import Basics
import Synchronization
import Testing

struct ConcurrentlyTests {
    @Test(arguments: [0, 1, 3, 100])
    func `every element has its answer, and only so many are worked on at once`(width: Int) async throws {
        let running = Mutex((now: 0, most: 0))
        var elements = (0..<20).makeIterator()
        var answers: [Int] = []
        try await concurrently(width: width, next: { elements.next() }) { number in
            running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            running.withLock { $0.now -= 1 }
            return number * 2
        } take: {
            answers.append($0)
        }
        #expect(answers.sorted() == (0..<20).map { $0 * 2 })
        #expect(running.withLock { $0.most } <= max(width, 1))
    }

    @Test func `an error ends the work, and what still runs is cancelled`() async {
        var elements = (0..<3).makeIterator()
        await #expect(throws: FdnixError.self) {
            try await concurrently(width: 2, next: { elements.next() }) { number in
                if number == 1 { throw FdnixError(.io, "the second fails") }
                try await Task.sleep(for: .seconds(3600))
            } take: { _ in
            }
        }
    }
}
