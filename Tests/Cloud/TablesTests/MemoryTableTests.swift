import Basics
import TableConformance
import TestSupport
import Testing

@testable import Tables

@Suite("A table in memory")
struct MemoryTableTests {
    @Test("does what every table does", arguments: TableCheck.all)
    func conforms(check: TableCheck) async throws { try await check.run(MemoryTable(TableCheck.schema)) }

    @Test("a transaction's token is forgotten after ten minutes")
    func tokens() throws {
        let clock = StillClock()
        let table = MemoryTable(TableCheck.schema, time: clock.source)
        let key = ItemKey("a", "s")
        for (later, expected) in [(0, 1), (599_999, 1), (2, 2)] {
            clock.advance(.milliseconds(later))
            try table.transact([.update(key, [.add("n", .int(1))])], token: "t")
            #expect(try table.get(key, consistent: true)?["n"]?.int == expected)
        }
    }

    @Test("old changes go, and a cursor before them is told so")
    func forgetting() throws {
        let clock = StillClock()
        let table = MemoryTable(TableCheck.schema, time: clock.source)
        for number in 0..<3000 {
            if number == 1500 { clock.advance(.seconds(90_000)) }
            try table.update(ItemKey("a", "s"), [.add("n", .int(1))], if: nil)
        }
        let error = #expect(throws: FdnixError.self) { try table.changes(after: "3", limit: 1) }
        #expect(error?.code == .notFound)
        let kept = try table.changes(after: nil, limit: 10_000).changes
        #expect(kept.count == 1976)
        #expect(kept.last?.newImage?["n"]?.int == 3000)
    }
}
