import Basics
import Tables
import Testing

extension TableCheck {
    static let races: [TableCheck] = [
        TableCheck("of many who put an item first, one wins") { table in
            for round in 0..<5 {
                let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            do {
                                try await table.put(item("race\(round)", "s", ["by": .int(number)]), if: .absent("PK"))
                                return number
                            } catch let error as FdnixError where error.code == .conflict {
                                return nil
                            }
                        }
                    }
                    return try await group.reduce(into: [Int]()) { if let winner = $1 { $0.append(winner) } }
                }
                #expect(winners.count == 1)
                #expect(try await table.get(.of("race\(round)"))?["by"]?.int == winners.first)
            }
        },
        TableCheck("counters that many add to lose nothing") { table in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await table.update(.of("count"), [.add("n", .int(1))]) } }
                try await group.waitForAll()
            }
            #expect(try await table.get(.of("count"))?["n"]?.int == 20)
        },
        TableCheck("transactions that meet happen one after the other", needs: [.isolation]) { table in
            try await table.put(item("x", "s", ["n": .int(100)]))
            try await table.put(item("y", "s", ["n": .int(0)]))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        for _ in 0..<100 {
                            do {
                                return try await table.transact(
                                    [
                                        .update(.of("x"), [.add("n", .int(-1))], if: .compare("n", .greater, .int(0))),
                                        .update(.of("y"), [.add("n", .int(1))]),
                                    ], token: newToken())
                            } catch let error as FdnixError where error.isRetryable { continue }
                        }
                        Issue.record("a hundred attempts met other transactions")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await table.get(.of("x"))?["n"]?.int == 90)
            #expect(try await table.get(.of("y"))?["n"]?.int == 10)
        },
    ]
}
