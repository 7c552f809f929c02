/// What a name is to its document; the order is the order of precedence among exact matches.
public enum NameKind: UInt8, CaseIterable, Sendable {
    /// The document's key itself, such as its path or number.
    case key
    /// What the document itself is called; others may share the name.
    case name
    /// A command that runs it, or a part of it.
    case program
    /// The last segment of its key.
    case lastSegment
    /// What people call it.
    case alias
    /// What it can stand in for.
    case alternative
    /// What kind of thing it is, or what it is for; words in any order.
    case topic

    /// Whether its entries carry a rank: how good an answer the document is, against others of the same name.
    var isRanked: Bool { rawValue >= NameKind.alias.rawValue }

    static let rankedBits = alias.bit | alternative.bit | topic.bit

    var bit: UInt8 { 1 << rawValue }
}

/// One document for the index builder: its names, texts and facet values, as the schema numbers them.
public struct IndexDocument: Sendable {
    /// The unique key; ties in the ranking are broken by its length, then its bytes, variants of one thing aside.
    public var key: String
    /// The names by which an exact search finds it.
    public var names: [(kind: NameKind, text: String)] = []
    /// Names that others give it, with the place of the document among all that are given this name, 0 the best.
    public var knownAs: [(kind: NameKind, text: String, rank: Int)] = []
    /// The texts by field; missing ones are empty.
    public var texts: [Field: String] = [:]
    /// The values by facet column; missing ones are empty.
    public var facets: [FacetColumn: [String]] = [:]
    /// Bits that filters can exclude and that the ranking demotes; their meaning is the application's.
    public var flags: UInt8 = 0
    /// How good a result it is whatever the query, 0...1.
    public var prior: Float = 0
    /// Documents with one non-empty group are variants of one thing.
    public var group = ""
    /// The place among the variants of its group: of two that are equally good, the one with the lesser place comes first.
    public var groupPlace = 0
    /// What is shown of it, in the order of the application's schema.
    public var stored: [StoredValue] = []
    /// The row of its embedding in the builder's matrix, nil without one.
    public var vector: Int?

    /// A document with only a key.
    public init(key: String) { self.key = key }
}

/// A stored value: inline, or shared between the documents that have the same.
public enum StoredValue: Sendable, Hashable {
    /// Stored with the document.
    case inline(String)
    /// Stored once, however many documents have it.
    case shared(String)
}
