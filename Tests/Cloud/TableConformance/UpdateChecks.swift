import Basics
import Tables
import Testing

extension TableCheck {
    static let updates: [TableCheck] = [
        TableCheck("an update makes the item, sees it as it was, and gives it as it is") { table in
            let made = try await table.update(
                .of("a"),
                [.set("text", "x"), .add("n", .int(5)), .setIfAbsent("first", "one"), .add("s", .stringSet(["p"]))])
            let first = item(
                "a", "s", ["text": "x", "n": .int(5), "first": "one", "s": .stringSet(["p"])])
            expectSame(made, first)
            let changed = try await table.update(
                .of("a"),
                [
                    .remove("text"), .add("n", .number("-7.25")), .setIfAbsent("first", "two"),
                    .add("s", .stringSet(["p", "q"])), .remove("never there"),
                ])
            let second = item(
                "a", "s", ["n": .number("-2.25"), "first": "one", "s": .stringSet(["p", "q"])])
            expectSame(changed, second)
            expectSame(try await table.get(.of("a")), second)
            let left = try await table.update(
                .of("a"), [.subtract("s", .stringSet(["p", "q", "r"])), .subtract("t", .stringSet(["x"]))])
            expectSame(left, item("a", "s", ["n": .number("-2.25"), "first": "one"]))
        },
        TableCheck("numbers add up exactly, whatever their length", needs: [.exactNumbers]) { table in
            var sum = try await table.update(.of("a"), [.add("n", .number("0.1"))])
            for _ in 0..<9 { sum = try await table.update(.of("a"), [.add("n", .number("0.1"))]) }
            expectSame(sum, item("a", "s", ["n": .int(1)]))
            try await table.put(item("b", "s", ["n": .number("99999999999999999999999999999999999999")]))
            let large = try await table.update(.of("b"), [.add("n", .number("1"))])
            expectSame(large, item("b", "s", ["n": .number("1e38")]))
            let small = try await table.update(.of("b"), [.add("n", .number("-1"))])
            expectSame(small, item("b", "s", ["n": .number("99999999999999999999999999999999999999")]))
        },
        TableCheck("a lease is taken once, renewed by its owner, and taken over when it is over") { table in
            let key = ItemKey.of("LOCK#lines", "LOCK")
            func take(_ owner: String, now: Int) async throws -> Int? {
                let lease = try await table.update(
                    key, [.set("owner", .string(owner)), .set("until", .int(now + 60)), .add("fence", .int(1))],
                    if: .any([.absent("owner"), .compare("until", .less, .int(now))]))
                return lease["fence"]?.int
            }
            func renew(_ owner: String, now: Int) async throws {
                try await table.update(key, [.set("until", .int(now + 60))], if: .equal("owner", .string(owner)))
            }
            #expect(try await take("a", now: 100) == 1)
            let lease = item("LOCK#lines", "LOCK", ["owner": "a", "until": .int(160), "fence": .int(1)])
            await expectConflict(current: lease) { _ = try await take("b", now: 130) }
            try await renew("a", now: 150)
            #expect(try await take("b", now: 211) == 2)
            let taken = item("LOCK#lines", "LOCK", ["owner": "b", "until": .int(271), "fence": .int(2)])
            await expectConflict(current: taken) { try await renew("a", now: 212) }
            await expectConflict(current: taken) { try await table.delete(key, if: .equal("owner", "a")) }
            try await table.delete(key, if: .equal("owner", "b"))
        },
    ]
}
