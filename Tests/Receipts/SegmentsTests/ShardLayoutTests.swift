import ReceiptModel
import TestSupport
import Testing

@testable import Segments

@Suite struct ShardLayoutTests {
    private func stays(_ large: Int, beside: Int, new: Int, _ ratios: ClosedRange<Int> = 2...4) -> Bool {
        let layout = ShardLayout(leastKept: 1000, ratios: ratios)
        return layout.kept([(large, true), (beside - new, true)], new: new) == 1
    }

    /// What may come to a file of 100,000 bytes, so many at a time.
    @Test(arguments: [(0, 25_000), (100, 25_000), (4000, 28_284), (8000, 40_000), (12_500, 50_000), (40_000, 50_000)])
    func `the more comes at once, the more may come before all is written anew`(new: Int, bound: Int) {
        #expect(stays(100_000, beside: bound, new: new) && !stays(100_000, beside: bound + 1, new: new))
    }

    @Test func `small files never stay, nor does one that was touched, nor beside one that is as large`() {
        #expect(!stays(999, beside: 10, new: 10) && stays(1000, beside: 10, new: 10))
        let layout = ShardLayout(leastKept: 1000, ratios: 2...4)
        #expect(layout.kept([(5000, false), (10, true)], new: 10) == 0 && layout.kept([], new: 10) == 0)
        #expect(stays(5000, beside: 5000, new: 5000, 0...0) && !stays(5000, beside: 5001, new: 5001, 0...0))
    }

    @Test func `what comes to a large file is written beside it, until that is a quarter`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory, layout: ShardLayout(leastKept: 4096, ratios: 4...4))
            // All of one shard: receipts of one image whose numbers fall into it.
            let receipts = try (1...4000).map(receipt).filter { Shards.shard(of: $0, count: 64) == 44 }.prefix(40)
            let first = try #require(receipts.first)
            _ = try library.merge(first, lines: 1..<80)
            let large = try #require(library.manifest?.entries.first).file
            var sizes: [Int] = []
            for receipt in receipts.dropFirst() {
                let written = try library.merge(receipt, lines: 1..<3)
                let files = try #require(library.manifest?.files[44])
                #expect(written.count == 1 && files.count <= 2)
                if files.count == 2 {
                    #expect(written[0].bytes * 3 < large.bytes)
                    sizes.append(written[0].bytes)
                }
                if files.contains(large) == false { break }
                #expect(files[0] == large)
            }
            // It grew, and was taken into the large one at last.
            #expect(sizes.count > 3 && sizes == sizes.sorted())
            #expect(library.manifest?.files[44]?.count == 1)
            let all = try library.segments()[0]
            try all.verify()
            #expect(all.count == 79 + 2 * (sizes.count + 1) && all.ledger.entries.count == sizes.count + 2)
        }
    }

    @Test func `a change of what is in the large file writes one file of all`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory, layout: ShardLayout(leastKept: 0, ratios: 1...1))
            let receipts = try (1...4000).map(receipt).filter { Shards.shard(of: $0, count: 64) == 44 }
            _ = try library.merge(receipts[0], lines: 1..<40)
            _ = try library.merge(receipts[1], lines: 1..<5)
            #expect(library.manifest?.files[44]?.count == 2)
            // The same run again, and one that was removed, concern the file that knows of them.
            try library.edit(receipts[1]) { shard in _ = try shard.removeAll(of: receipts[1]) }
            #expect(library.manifest?.files[44]?.count == 2 && library.manifest?.count == 39)
            try library.edit(receipts[0]) { $0.ledger.delete(receipts[0], at: time(90)) }
            let all = try library.segments()
            #expect(all.count == 1 && all[0].count == 39)
            #expect(all[0].ledger[receipts[0]] == .deleted(time(90)) && all[0].ledger[receipts[1]] != nil)
        }
    }
}
