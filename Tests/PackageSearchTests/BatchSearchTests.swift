import SamplePackages
import Synchronization
import Testing

@testable import PackageSearch

@Suite("Batches")
struct BatchSearchTests {
    @Test("Answers come in the order of the queries, whatever the number of threads", arguments: [1, 2, 5])
    func order(threads: Int) throws {
        let index = try searcher([Sample("ripgrep"), Sample("firefox")]).index
        let delivered = Mutex<[String]>([])
        let batch = BatchSearch(index, threads: threads) { searcher, text in
            var query = PackageQuery(text)
            query.semantic = false
            return "\(text)=\(searcher.search(query).hits.first?[.attributePath] ?? "")"
        } deliver: { answer in
            delivered.withLock { $0.append(answer) }
        }
        let texts = (0..<1000).map { ["ripgrep", "firefox", "zzzz \($0)"][$0 % 3] }
        for text in texts { batch.submit(text) }
        batch.finish()
        let expected = texts.map { $0.hasPrefix("z") ? "\($0)=" : "\($0)=\($0)" }
        #expect(delivered.withLock { $0 } == expected)
    }

    @Test("An answer is given before the next query is known")
    func conversation() throws {
        let index = try searcher([Sample("ripgrep")]).index
        let answers = Mutex(0)
        let batch = BatchSearch(index, threads: 3) { searcher, text in
            searcher.search(PackageQuery(text)).total
        } deliver: { _ in
            answers.withLock { $0 += 1 }
        }
        for round in 1...20 {
            batch.submit("ripgrep")
            while answers.withLock({ $0 }) < round {}
        }
        batch.finish()
    }
}
