import PackageSearch
import SamplePackages
import Synchronization
import Testing

@Suite("Batches")
struct BatchSearchTests {
    @Test("Answers come in the order of the queries, however many are answered at once", arguments: [1, 2, 5])
    func order(width: Int) async throws {
        let pool = try SearcherPool(try searcher([Sample("ripgrep"), Sample("firefox")]).index, count: width)
        let delivered = Mutex<[String]>([])
        let texts = (0..<1000).map { ["ripgrep", "firefox", "zzzz \($0)"][$0 % 3] }
        let lines = AsyncStream { continuation in
            for text in texts { continuation.yield(text) }
            continuation.finish()
        }
        try await BatchSearch.run(lines, width: width) { text in
            let found = pool.withSearcher { $0.search(PackageQuery(text)).hits.first?[.attributePath] ?? "" }
            return "\(text)=\(found)"
        } deliver: { answer in
            delivered.withLock { $0.append(answer) }
        }
        let expected = texts.map { $0.hasPrefix("z") ? "\($0)=" : "\($0)=\($0)" }
        #expect(delivered.withLock { $0 } == expected)
    }

    @Test("No more are under way than were asked for")
    func width() async throws {
        let running = Mutex(0)
        let most = Mutex(0)
        let lines = AsyncStream { continuation in
            for i in 0..<200 { continuation.yield("\(i)") }
            continuation.finish()
        }
        try await BatchSearch.run(lines, width: 3) { line in
            let now = running.withLock { running in
                running += 1
                return running
            }
            most.withLock { $0 = max($0, now) }
            await Task.yield()
            running.withLock { $0 -= 1 }
            return line
        } deliver: { _ in
        }
        #expect((1...3).contains(most.withLock { $0 }))
    }

    @Test("An answer is given before the next query is known")
    func conversation() async throws {
        let pool = try SearcherPool(try searcher([Sample("ripgrep")]).index, count: 3)
        let (lines, questions) = AsyncStream.makeStream(of: String.self)
        let (answers, given) = AsyncStream.makeStream(of: Int.self)
        async let batch: Void = BatchSearch.run(lines, width: 3) { text in
            pool.withSearcher { $0.search(PackageQuery(text)).total }
        } deliver: { total in
            given.yield(total)
        }
        var waiting = answers.makeAsyncIterator()
        for _ in 1...20 {
            questions.yield("ripgrep")
            #expect(await waiting.next() == 1)
        }
        questions.finish()
        try await batch
    }

    @Test("A reader that is gone ends the batch")
    func readerGone() async throws {
        struct Gone: Error {}
        let lines = AsyncStream { continuation in
            for i in 0..<50 { continuation.yield("\(i)") }
            continuation.finish()
        }
        let delivered = Mutex(0)
        await #expect(throws: Gone.self) {
            try await BatchSearch.run(lines, width: 2) {
                $0
            } deliver: { _ in
                let count = delivered.withLock { count in
                    count += 1
                    return count
                }
                if count == 5 { throw Gone() }
            }
        }
        #expect(delivered.withLock { $0 } < 50)
    }
}
