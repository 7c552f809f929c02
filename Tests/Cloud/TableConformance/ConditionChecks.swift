import Basics
import Tables
import Testing

extension TableCheck {
    /// Expects that a write is refused because of the item as it is.
    static func expectConflict(
        current: Item?, sourceLocation: SourceLocation = #_sourceLocation, _ write: () async throws -> Void
    ) async {
        let error = await #expect(throws: FdnixError.self, sourceLocation: sourceLocation) { try await write() }
        #expect(error?.code == .conflict, "\(String(describing: error))", sourceLocation: sourceLocation)
        guard let failure = error?.underlying as? ConditionFailure else {
            Issue.record("no ConditionFailure beneath \(String(describing: error))", sourceLocation: sourceLocation)
            return
        }
        expectSame(failure.current, current, sourceLocation: sourceLocation)
    }

    private static let probe: Item = item(
        "p", "s",
        [
            "text": "hello world", "n": .number("10"), "flag": .bool(true), "nil": .null, "bytes": .binary([1, 2]),
            "set": .stringSet(["a", "b"]), "numbers": .numberSet(["1", "2"]), "list": .list(["x", .int(3)]),
        ])

    /// Conditions, and whether they hold of `probe`.
    private static let truths: [(ItemCondition, Bool)] = [
        (.exists("text"), true), (.exists("other"), false), (.absent("other"), true), (.absent("nil"), false),
        (.equal("n", .number("10.0")), true),
        (.equal("set", .stringSet(["b", "a"])), true), (.equal("flag", .bool(false)), false),
        (.compare("n", .notEqual, .number("11")), true), (.compare("n", .notEqual, .number("1e1")), false),
        (.compare("other", .notEqual, "x"), true), (.compare("n", .less, .number("9")), false),
        (.compare("n", .less, .number("10.5")), true),
        (.compare("n", .lessOrEqual, .number("10")), true), (.compare("n", .greater, .number("-10")), true),
        (.compare("n", .greaterOrEqual, .number("100")), false), (.compare("text", .less, "hello world!"), true),
        (.compare("text", .greater, "Z"), true),
        (.compare("bytes", .less, .binary([1, 3])), true),
        (.beginsWith("text", "hello"), true), (.beginsWith("text", "world"), false),
        (.beginsWith("other", "a"), false), (.contains("text", "o w"), true), (.contains("set", "b"), true),
        (.contains("set", "c"), false), (.contains("numbers", .number("2")), true), (.contains("list", .int(3)), true),
        (.contains("list", "y"), false), (.contains("other", "x"), false),
        (.all([.exists("text"), .exists("n")]), true), (.all([.exists("text"), .exists("other")]), false),
        (.any([.exists("other"), .exists("n")]), true), (.any([.exists("other")]), false),
        (.not(.exists("other")), true), (.not(.any([.exists("n"), .exists("other")])), false),
        (.all([.any([.exists("other"), .equal("n", .int(10))]), .not(.equal("text", "x"))]), true),
    ]

    /// Conditions on values of other types than the attribute has, and whether they hold of `probe`.
    private static let mixedTruths: [(ItemCondition, Bool)] = [
        (.equal("n", "10"), false), (.compare("n", .notEqual, "10"), true), (.compare("n", .less, "9"), false),
        (.compare("text", .greater, .int(1)), false), (.compare("flag", .greaterOrEqual, .binary([0])), false),
        (.beginsWith("n", "1"), false), (.contains("n", "1"), false), (.contains("set", .int(1)), false),
        (.equal("numbers", .stringSet(["1", "2"])), false),
    ]

    private static func expectTruths(_ truths: [(ItemCondition, Bool)], _ table: any Table) async throws {
        try await table.put(probe)
        for (condition, holds) in truths {
            do {
                try await table.update(.of("p"), [.set("seen", .bool(true))], if: condition)
                #expect(holds, "\(condition) held")
            } catch let error as FdnixError {
                #expect(error.code == .conflict, "\(condition): \(error)")
                #expect(!holds, "\(condition) did not hold")
            }
        }
    }

    static let conditions: [TableCheck] = [
        TableCheck("a put that must be the first is the first, and the loser sees the item") { table in
            try await table.put(item("a", "s", ["v": .int(1)]), if: .absent("PK"))
            await expectConflict(current: item("a", "s", ["v": .int(1)])) {
                try await table.put(item("a", "s", ["v": .int(2)]), if: .absent("PK"))
            }
            expectSame(try await table.get(.of("a")), item("a", "s", ["v": .int(1)]))
            try await table.put(item("a", "s", ["v": .int(3)]), if: .equal("v", .int(1)))
            expectSame(try await table.get(.of("a")), item("a", "s", ["v": .int(3)]))
        },
        TableCheck("updates and deletes happen only where their conditions hold") { table in
            await expectConflict(current: nil) {
                try await table.update(.of("a"), [.set("v", .int(1))], if: .exists("PK"))
            }
            await expectConflict(current: nil) { try await table.delete(.of("a"), if: .exists("PK")) }
            try await table.put(item("a", "s", ["owner": "me"]))
            await expectConflict(current: item("a", "s", ["owner": "me"])) {
                try await table.delete(.of("a"), if: .equal("owner", "you"))
            }
            expectSame(try await table.delete(.of("a"), if: .equal("owner", "me")), item("a", "s", ["owner": "me"]))
        },
        TableCheck("every condition holds of the items that it should") { try await expectTruths(truths, $0) },
        TableCheck("a condition that says nothing, or orders what has no order, is refused") { table in
            let wrong: [ItemCondition] = [
                .all([]), .not(.any([])), .compare("a", .less, .bool(true)), .any([.compare("a", .greater, .null)]),
            ]
            for condition in wrong {
                let error = await #expect(throws: FdnixError.self) { try await table.put(item("a"), if: condition) }
                #expect(error?.code == .usage)
            }
            let found = try await table.get(.of("a"))
            #expect(found == nil)
        },
        TableCheck("values of different types are never the same, and none comes first", needs: [.mixedTypes]) {
            try await expectTruths(mixedTruths, $0)
        },
    ]
}
