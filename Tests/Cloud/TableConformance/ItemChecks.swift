import Basics
import Tables
import Testing

extension TableCheck {
    static let items: [TableCheck] = [
        TableCheck("an item is read as it was written, and is gone when it is deleted") { table in
            #expect(try await table.get(.of("a")) == nil)
            #expect(try await table.put(item("a", "s", ["x": "1"]), if: nil) == nil)
            expectSame(try await table.get(.of("a")), item("a", "s", ["x": "1"]))
            expectSame(try await table.put(item("a", "s", ["y": "2"]), if: nil), item("a", "s", ["x": "1"]))
            expectSame(try await table.get(.of("a")), item("a", "s", ["y": "2"]))
            expectSame(try await table.delete(.of("a"), if: nil), item("a", "s", ["y": "2"]))
            #expect(try await table.get(.of("a")) == nil)
            #expect(try await table.delete(.of("a"), if: nil) == nil)
        },
        TableCheck("values of every type come back") { table in
            let whole = item(
                "größe", "§\u{1F600}",
                [
                    "text": "ein „Wort“\n\u{0}\t\\", "empty": "", "int": .int(-7), "zero": .number("0"),
                    "long": .number("12345678901234567890123456789012345678"), "small": .number("0.000001"),
                    "bytes": .binary([0, 255, 128, 10]), "yes": .bool(true), "no": .bool(false), "nothing": .null,
                    "list": .list(["a", .int(1), .list([]), .map([:])]),
                    "map": .map(
                        ["in ner": .map(["deep": .binary([1])]), "": "empty name within"].filter { $0.key != "" }),
                    "names": .stringSet(["b", "a"]), "numbers": .numberSet(["1", "-2.5"]),
                    "blobs": .binarySet([[1], [2, 3]]),
                ])
            try await table.put(whole)
            expectSame(try await table.get(ItemKey("größe", "§\u{1F600}")), whole)
        },
        TableCheck("what does not fit is refused, and nothing is written") { table in
            let wrong: [Item] = [
                ["PK": "a"], ["SK": "a"], ["PK": "", "SK": "s"], ["PK": .int(1), "SK": "s"],
                item("a", "s", ["set": .stringSet([])]), item("a", "s", ["set": .stringSet(["x", "x"])]),
                item("a", "s", ["n": .number("1e126")]), item("a", "s", ["n": .number("ten")]),
                item("a", "s", ["n": .number("123456789012345678901234567890123456789")]),
                item("a", "s", ["GSI1PK": .int(1)]), item("a", "s", ["rank": "first"]),
                item("a", "s", ["big": .string(String(repeating: "x", count: 400 * 1024))]),
            ]
            for item in wrong {
                let error = await #expect(throws: FdnixError.self) { try await table.put(item) }
                #expect(error?.code == .usage, "\(item.keys.sorted()): \(String(describing: error))")
            }
            for updates in [[ItemUpdate.set("SK", "x")], [.set("a", "x"), .remove("a")], [.add("a", "text")]] {
                let error = await #expect(throws: FdnixError.self) { try await table.update(.of("a"), updates) }
                #expect(error?.code == .usage)
            }
            let error = await #expect(throws: FdnixError.self) { try await table.get(ItemKey("a")) }
            #expect(error?.code == .usage)
            let items = try await table.scan(.whole, limit: 10, token: nil).items
            #expect(items.isEmpty)
        },
    ]
}
