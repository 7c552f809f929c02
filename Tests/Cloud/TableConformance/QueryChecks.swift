import Basics
import Tables
import Testing

extension TableCheck {
    /// Reads all pages of a query, each of up to `limit` items.
    private static func pages(_ table: any Table, _ query: ItemQuery, limit: Int) async throws -> [Item] {
        var (items, token): ([Item], String?) = ([], nil)
        repeat {
            let page = try await table.query(query, limit: limit, token: token)
            #expect(page.items.count <= limit)
            items += page.items
            token = page.next
        } while token != nil
        return items
    }

    private static func sortKeys(_ table: any Table, _ query: ItemQuery, limit: Int = 3) async throws -> [String] {
        try await pages(table, query, limit: limit).compactMap { $0["SK"]?.string }
    }

    static let queries: [TableCheck] = [
        TableCheck("a partition's items come in the order of their bytes, page by page, in both directions") { table in
            let keys = ["", "#1", "#10", "#2", "A", "Z", "a", "ab", "b", "é", "\u{FFFD}", "\u{1F600}"].dropFirst().map {
                $0
            }
            try await table.write(keys.shuffled().map { .put(item("q", $0)) } + [.put(item("r")), .put(item("p"))])
            for limit in [1, 3, 100] {
                #expect(try await sortKeys(table, ItemQuery("q", consistent: true), limit: limit) == keys)
                let descending = ItemQuery("q", descending: true, consistent: true)
                #expect(try await sortKeys(table, descending, limit: limit) == keys.reversed())
            }
            #expect(try await sortKeys(table, ItemQuery("none")).isEmpty)
            var read: [String] = []
            for try await item in table.items(ItemQuery("q")) { read.append(item["SK"]?.string ?? "") }
            #expect(read == keys)
        },
        TableCheck("a condition on the sort key finds exactly the items for which it holds") { table in
            let keys = ["a", "ab", "abc", "abd", "b", "ba", "c"]
            try await table.write(keys.map { .put(item("q", $0)) })
            let expected: [(SortCondition, [String])] = [
                (.equal("ab"), ["ab"]), (.equal("x"), []), (.less("ab"), ["a"]), (.lessOrEqual("ab"), ["a", "ab"]),
                (.greater("b"), ["ba", "c"]), (.greaterOrEqual("b"), ["b", "ba", "c"]),
                (.between("ab", "b"), ["ab", "abc", "abd", "b"]), (.between("abe", "az"), []),
                (.beginsWith("ab"), ["ab", "abc", "abd"]), (.beginsWith("c"), ["c"]), (.beginsWith("d"), []),
            ]
            for (condition, found) in expected {
                #expect(try await sortKeys(table, ItemQuery("q", condition), limit: 2) == found, "\(condition)")
                #expect(
                    try await sortKeys(table, ItemQuery("q", condition, descending: true), limit: 2)
                        == found.reversed(),
                    "\(condition)")
            }
        },
        TableCheck("an index has the items with its keys, follows their changes, and pages through equal keys") {
            table in
            try await table.write(
                (0..<7).map { .put(item("i\($0)", "s", ["GSI1PK": "RUNS", "GSI1SK": .string("T\($0 / 3)")])) }
                    + [.put(item("j", "s", ["GSI1PK": "RUNS"])), .put(item("k", "s", ["GSI1SK": "T0"]))])
            for descending in [false, true] {
                let query = ItemQuery("RUNS", index: "GSI1", descending: descending)
                let found = try await pages(table, query, limit: 2)
                #expect(Set(found.compactMap { $0["PK"]?.string }) == Set((0..<7).map { "i\($0)" }))
                #expect(found.count == 7)
                let order = found.compactMap { $0["GSI1SK"]?.string }
                #expect(order == (descending ? order.sorted(by: >) : order.sorted()))
            }
            try await table.update(.of("i1"), [.set("GSI1SK", "T9"), .set("more", "x")])
            try await table.update(.of("i2"), [.remove("GSI1PK")])
            try await table.delete(.of("i3"))
            let recent = try await pages(table, ItemQuery("RUNS", .greater("T0"), index: "GSI1"), limit: 10)
            #expect(recent.compactMap { $0["PK"]?.string }.sorted() == ["i1", "i4", "i5", "i6"])
            #expect(recent.last?["more"] == "x")
        },
        TableCheck("an index with a number for its key is in the order of the numbers") { table in
            let ranks = ["-1e10", "-2.5", "-2", "0", "0.001", "1", "9", "10", "100", "12345678901234567890"]
            try await table.write(
                ranks.enumerated().map { .put(item("n\($0)", "s", ["owner": "o", "rank": .number($1)])) })
            let found = try await pages(table, ItemQuery("o", index: "ByRank"), limit: 3)
            #expect(found.compactMap { $0["PK"]?.string } == ranks.indices.map { "n\($0)" })
            let some = try await pages(
                table, ItemQuery("o", .between(.number("-2"), .number("9.5")), index: "ByRank"), limit: 3)
            #expect(some.count == 5)
        },
        TableCheck("an index without a sort key gives all items of a key, page by page") { table in
            try await table.write((0..<9).map { .put(item("m\($0)", "s", ["mark": .string("\($0 % 2)")])) })
            let found = try await pages(table, ItemQuery("0", index: "ByMark"), limit: 2)
            #expect(found.compactMap { $0["PK"]?.string }.sorted() == ["m0", "m2", "m4", "m6", "m8"])
            let error = await #expect(throws: FdnixError.self) {
                try await table.query(ItemQuery("0", .equal("x"), index: "ByMark"), limit: 1, token: nil)
            }
            #expect(error?.code == .usage)
        },
        TableCheck("a scan gives every item once, also in shares") { table in
            let names = (0..<40).map { "p\($0)" }
            try await table.write(names.map { .put(item($0)) })
            for count in [1, 3] {
                var seen: [String] = []
                for index in 0..<count {
                    var token: String?
                    repeat {
                        let page = try await table.scan(ScanSegment(index, of: count), limit: 7, token: token)
                        seen += page.items.compactMap { $0["PK"]?.string }
                        token = page.next
                    } while token != nil
                }
                #expect(seen.sorted() == names.sorted())
            }
        },
        TableCheck("a token that is none, and an index that is not there, are refused") { table in
            for query in [ItemQuery("q", index: "None"), ItemQuery(.int(1)), ItemQuery("q", .equal(.int(1)))] {
                let error = await #expect(throws: FdnixError.self) {
                    try await table.query(query, limit: 1, token: nil)
                }
                #expect(error?.code == .usage)
            }
            let error = await #expect(throws: FdnixError.self) {
                try await table.query(ItemQuery("q"), limit: 1, token: "no token")
            }
            #expect(error?.code == .usage)
        },
    ]
}
