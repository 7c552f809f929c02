import DocumentStore
import JSON
import TestSupport
import Testing

extension DocumentStoreCheck {
    /// Values that are alike, of every kind.
    private static let values: [JSONValue] = [
        nil, true, false, 0, -1, 1, 2, 10, 9, 0.5, 1.5, -0.1, 1e300, .integer(9_007_199_254_740_993),
        .integer(9_007_199_254_740_992), .double(9_007_199_254_740_992), .integer(.max), .integer(.min), "", "1", "10",
        "9",
        "true", "null", "a", "A", "b", "ab", "a%b", "a_b", "a\\b", "e\u{301}", "\u{E9}", "\u{C9}", "\u{DF}",
        "\u{1F600}", "a\nb", "'", "\"",
    ]
    private static let fields = ["a", "b", "c", "gr\u{F6}\u{DF}e", "missing"]
    private static let patterns = [
        "", "%", "_", "a%", "%B", "A_B", "%\u{E9}%", "\u{C9}", "a\\%b", "a\\\\b", "%%a%%", "__", "\\_", "e_", "%'%",
        "[a]", ".*", "(", "1%", "\u{1F600}", "a%b%",
    ]

    private static func operand(_ random: inout SplitMix) -> JSONValue { values.randomElement(using: &random) ?? nil }

    /// A filter in JSON, one of every kind that there is.
    private static func filter(_ random: inout SplitMix, depth: Int = 0) -> JSONValue {
        let field = fields.randomElement(using: &random) ?? "a"
        if depth < 3, Int.random(in: 0..<3, using: &random) == 0 {
            let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in filter(&random, depth: depth + 1) }
            return .object(JSONObject([.init(Bool.random(using: &random) ? "$and" : "$or", .array(parts))]))
        }
        let names = [
            "$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$in", "$nin", "$like", "$ilike", "$between", "$exists", "",
        ]
        let name = names.randomElement(using: &random) ?? ""
        let value: JSONValue =
            switch name {
            case "$in", "$nin": .array((0..<Int.random(in: 0...4, using: &random)).map { _ in operand(&random) })
            case "$like", "$ilike": .string(patterns.randomElement(using: &random) ?? "")
            case "$between": [operand(&random), operand(&random)]
            case "$exists": .bool(Bool.random(using: &random))
            default: operand(&random)
            }
        return .object(JSONObject([.init(field, name.isEmpty ? value : .object(JSONObject([.init(name, value)])))]))
    }

    private static func compare(
        _ store: any DocumentStore, _ json: JSONValue, _ chunks: [StoredChunk]
    ) async throws {
        let filter = try ChunkFilter(json: json)
        let expected = chunks.filter { filter.matches($0.metadata) }.map(\.text).sorted()
        let found = try await store.active(filter).map(\.text).sorted()
        #expect(found == expected, "\(json)")
    }

    static let filters: [DocumentStoreCheck] = [
        DocumentStoreCheck("every operator means for every two values what it means without a database") { store, _ in
            try await store.migrate([.small])
            let chunks =
                values.enumerated().map { number, value in
                    chunk("chunk \(number)", JSONObject([.init("a", value)]))
                } + [chunk("none"), chunk("list", ["a": [1, "a"]]), chunk("object", ["a": ["b": 1]])]
            try await store.put("s3://b/a", chunks)
            for name in ["$eq", "$ne", "$lt", "$lte", "$gt", "$gte"] {
                for value in values {
                    try await compare(store, ["a": .object(JSONObject([.init(name, value)]))], chunks)
                }
            }
            for value in values {
                try await compare(store, ["a": ["$in": [value, "a", 10]]], chunks)
                try await compare(store, ["a": ["$nin": [value]]], chunks)
                try await compare(store, ["a": ["$between": [0, value]]], chunks)
                try await compare(store, ["a": ["$between": [value, "b"]]], chunks)
            }
            for pattern in patterns {
                try await compare(store, ["a": ["$like": .string(pattern)]], chunks)
                try await compare(store, ["a": ["$ilike": .string(pattern)]], chunks)
            }
            for json: JSONValue in [
                ["a": ["$exists": true]], ["a": ["$exists": false]], [:], ["a": ["$in": []]], ["a": ["$nin": []]],
                ["a": ["$gte": 1, "$lt": 10]], ["a": 1, "create_timestamp": 1],
            ] { try await compare(store, json, chunks) }
        },
        DocumentStoreCheck("filters at random find what they find without a database") { store, _ in
            try await store.migrate([.small])
            var random = SplitMix(11)
            let chunks = (0..<90).map { number in
                var metadata = JSONObject()
                for field in fields.dropLast() where Int.random(in: 0..<4, using: &random) > 0 {
                    metadata[field] = operand(&random)
                }
                return chunk("chunk \(number)", metadata)
            }
            try await store.put("s3://b/a", chunks)
            for _ in 0..<TestSettings.fuzzIterations(250) { try await compare(store, filter(&random), chunks) }
        },
        DocumentStoreCheck("a thousand conditions are answered") { store, _ in
            try await store.migrate([.small])
            let chunks = (0..<20).map { chunk("chunk \($0)", ["n": .integer(Int64($0))]) }
            try await store.put("s3://b/a", chunks)
            let parts = (0..<900).map { JSONValue.object(["n": ["$lt": .integer(Int64($0 % 12))]]) }
            try await compare(store, ["$or": .array(parts)], chunks)
            try await compare(store, ["n": ["$in": .array((10..<30_000).map { .integer($0) })]], chunks)
            var deep: JSONValue = ["n": ["$gte": 7]]
            for _ in 0..<30 { deep = ["$and": [["$or": [deep]]]] }
            await #expect(throws: (any Error).self) { try await compare(store, deep, chunks) }
        },
    ]
}
