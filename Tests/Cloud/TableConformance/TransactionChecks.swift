import Basics
import Tables
import Testing

extension TableCheck {
    /// A token that no transaction had: a service knows those of all tables.
    static func newToken() -> String { UInt64.random(in: 0 ... .max).hexadecimal }

    static let transactions: [TableCheck] = [
        TableCheck("a transaction does all of its writes") { table in
            try await table.put(item("a", "1", ["n": .int(1)]))
            try await table.put(item("a", "2"))
            try await table.put(item("a", "3", ["v": "x"]))
            try await table.transact(
                [
                    .update(.of("a", "1"), [.add("n", .int(1))], if: .equal("n", .int(1))),
                    .delete(.of("a", "2"), if: .exists("PK")), .check(.of("a", "3"), .equal("v", "x")),
                    .put(item("a", "4"), if: .absent("PK")),
                ], token: newToken())
            let items = try await table.query(ItemQuery("a", consistent: true), limit: 10, token: nil).items
            #expect(items.compactMap { $0["SK"]?.string } == ["1", "3", "4"])
            #expect(items.first?["n"]?.int == 2)
        },
        TableCheck("a transaction that fails does nothing, and says which write failed and why") { table in
            try await table.put(item("a", "1", ["n": .int(1)]))
            let error = await #expect(throws: FdnixError.self) {
                try await table.transact(
                    [
                        .put(item("a", "2")), .update(.of("a", "1"), [.add("n", .int(1))], if: .equal("n", .int(5))),
                        .check(.of("a", "3"), .exists("PK")), .delete(.of("a", "4")),
                    ], token: newToken())
            }
            #expect(error?.code == .conflict)
            let failure = error?.underlying as? TransactionFailure
            #expect(failure?.isRetryable == false)
            #expect(
                failure?.reasons == [.none, .condition(item("a", "1", ["n": .int(1)])), .condition(nil), .none],
                "\(String(describing: error))")
            let items = try await table.query(ItemQuery("a", consistent: true), limit: 10, token: nil).items
            #expect(items.count == 1)
            expectSame(items.first, item("a", "1", ["n": .int(1)]))
        },
        TableCheck("a transaction of two writes of one item is refused") { table in
            let error = await #expect(throws: FdnixError.self) {
                try await table.transact([.put(item("a")), .delete(.of("a"))], token: newToken())
            }
            #expect(error?.code == .usage)
        },
        TableCheck("a transaction that comes again is done once", needs: [.idempotency]) { table in
            let writes = [ItemWrite.update(.of("a"), [.add("n", .int(1))])]
            let token = newToken()
            for _ in 0..<3 { try await table.transact(writes, token: token) }
            expectSame(try await table.get(.of("a")), item("a", "s", ["n": .int(1)]))
            let error = await #expect(throws: FdnixError.self) {
                try await table.transact([.update(.of("a"), [.add("n", .int(2))])], token: token)
            }
            #expect(error?.code == .usage)
            try await table.transact(writes, token: newToken())
            expectSame(try await table.get(.of("a")), item("a", "s", ["n": .int(2)]))
        },
    ]
}
