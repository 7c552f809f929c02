public import Tables
public import Testing

/// One thing that every table must do; each check is given a table of its own, empty and of `schema`.
public struct TableCheck: Sendable, CustomTestStringConvertible {
    /// What every table must do, in words.
    public let name: String
    /// Does it with a table of its own, and records what is wrong.
    public let run: @Sendable (any Table) async throws -> Void
    /// What the check cannot do without.
    public let needs: Set<Need>

    /// What stand-ins of a service may lack.
    public enum Need: Sendable {
        /// A stream of the table's changes.
        case changes
        /// Transactions that are done once a token.
        case idempotency
        /// Transactions that do not see one another half done.
        case isolation
        /// Comparisons of values of different types.
        case mixedTypes
        /// Numbers of 38 digits.
        case exactNumbers
        /// Keys of indexes that are of the right type.
        case indexKeys
    }

    /// The words that a run of tests prints.
    public var testDescription: String { name }

    init(_ name: String, needs: Set<Need> = [], _ run: @escaping @Sendable (any Table) async throws -> Void) {
        self.name = name
        self.run = run
        self.needs = needs
    }

    /// The keys and indexes of the suite's tables.
    public static let schema = TableSchema(
        "PK", "SK",
        indexes: [
            "GSI1": TableIndex("GSI1PK", "GSI1SK"), "ByRank": TableIndex("owner", KeyAttribute("rank", .number)),
            "ByMark": TableIndex("mark"),
        ])

    /// Every check there is, for `@Test(arguments:)`.
    public static let all = items + conditions + updates + queries + batches + transactions + races + changes + model
}

extension ItemKey {
    /// A key of the suite's tables.
    static func of(_ partition: String, _ sort: String = "s") -> ItemKey {
        ItemKey(.string(partition), .string(sort))
    }
}

/// An item of the suite's tables.
func item(_ partition: String, _ sort: String = "s", _ others: Item = [:]) -> Item {
    others.merging(["PK": .string(partition), "SK": .string(sort)]) { $1 }
}

/// Expects that two items are the same to DynamoDB.
func expectSame(_ found: Item?, _ expected: Item?, sourceLocation: SourceLocation = #_sourceLocation) {
    let isSame =
        switch (found, expected) {
        case (nil, nil): true
        case (let found?, let expected?): AttributeValue.map(found).isSame(as: .map(expected))
        default: false
        }
    #expect(
        isSame, "\(String(describing: found)) is not \(String(describing: expected))", sourceLocation: sourceLocation)
}
