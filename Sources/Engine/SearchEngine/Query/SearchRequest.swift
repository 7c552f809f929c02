/// A query with everything that decides its answer.
public struct SearchRequest: Sendable {
    /// The words, phrases and labels to look for.
    public var query: Query
    /// All must pass; applied before the best are chosen.
    public var filters: [FacetFilter] = []
    /// Each must be part of a name of one of its kinds.
    public var nameFilters: [NameFilter] = []
    /// Documents with one of these flags are left out,
    public var excludedFlags: UInt8 = 0
    /// … unless their name is the query itself and they have only flags of this mask.
    public var forgivenFlags: UInt8 = 0
    /// The documents that the query names in another way than by a name of theirs; they lead as a rule, in this order.
    public var leading: [Int] = []
    /// Whether the variants of one thing are one result, rather than results of their own.
    public var collapsesVariants = false
    /// What the query asks an alternative to, where that is what it asks.
    public var alternativeTo: String?
    /// Words that say the same as a word of the query, by folded word.
    public var synonyms: [[UInt8]: [[UInt8]]] = [:]
    /// Passes the sets that the query speaks of: their documents count as things of their own.
    public var preferred: FacetFilter?
    /// The embedding of the query, nil for a lexical search.
    public var vector: [Float]?
    /// Whether words, names and topics take part beside the embedding.
    public var lexical = true
    /// How many hits to return.
    public var limit = 50
    /// How many of the best to pass over.
    public var offset = 0
    /// Whether a name is being typed, rather than something searched for: the ranking has other constants then.
    public var isCompletion = false
    /// Whether hits carry their explanation.
    public var explain = false
    /// The facet columns whose values are counted.
    public var facets: [FacetColumn] = []

    /// A request for the first fifty hits of `query`.
    public init(_ query: Query) { self.query = query }
}

/// A text that must be part of a document's name, whatever the separators.
public struct NameFilter: Sendable {
    /// The kinds of names that count.
    public var kinds: [NameKind]
    /// The part of a name; case and separators do not count.
    public var text: String

    /// A filter on names of `kinds`.
    public init(_ kinds: [NameKind], contain text: String) {
        self.kinds = kinds
        self.text = text
    }
}

/// The answer to a request: one page of hits, and what is said of all matches.
public struct SearchResults: Sendable {
    /// The page asked for, best first.
    public var hits: [Hit] = []
    /// How many results there are, whatever the page.
    public var total = 0
    /// How many documents match; more than `total` where variants of one thing are one result.
    public var documents = 0
    /// Whether a word or a name of the query met a document, or there was no word to look for; without it, only embeddings
    /// found what there is.
    public var hasWords = false
    /// How many more would match if no flag excluded them.
    public var hidden = 0
    /// The values of the columns asked for, with their counts over all results.
    public var facets: [FacetColumn: [FacetCount]] = [:]

    /// The answer where nothing matches.
    public init() {}
}

/// A document among the results, with its score.
public struct Hit: Sendable, Equatable {
    /// The document's number in the index, from 0 on.
    public var document: Int
    /// Comparable within one answer, never increasing.
    public var score: Float
    /// The other variants of the same thing among the matches, in their order, where they are one result with this one.
    public var variants: [Int] = []
    /// Where the score comes from, when asked for.
    public var explanation: Explanation?
}

/// The parts of a score. `score = tier bonus + name + topic + (lexical part + semantic part) × prior factor − penalties`.
public struct Explanation: Sendable, Equatable {
    /// How the query and the document's names meet.
    public var match: NameMatch
    /// The bonus of an exact match: larger than anything else adds up to.
    public var tier: Float
    /// The bonus of a joined, prefix or misspelt name.
    public var name: Float
    /// The bonus of being well known for what the query, or a part of it, describes.
    public var topic: Float
    /// BM25F over the query's words, 0...1.
    public var lexical: Float
    /// The share of the query's weight that the matched words carry, 0...1.
    public var coverage: Float
    /// The matched words with their part of `lexical`.
    public var words: [String: Float]
    /// Cosine of query and document, nil where the document was not among the nearest.
    public var cosine: Float?
    /// What the metadata says whatever the query, 0...1.
    public var prior: Float
    /// Subtracted for flags and for being a lesser variant of a better hit.
    public var penalty: Float
}

/// How a query names a document.
public enum NameMatch: UInt8, Sendable, Comparable {
    /// The query names the document in another way: by a version, or as people write it elsewhere.
    case leading
    /// The query is the key, a name, a program.
    case key, name, program
    /// The same letters with other separators.
    case joined
    /// What people call it, what it stands in for, what kind of thing it is.
    case alias, alternative, topic
    /// A name begins with the query.
    case prefix
    /// One or two edits away from a name.
    case typo
    /// No name of the document meets the query.
    case none

    /// Whether the query is a name of the document, in whatever spelling, and so cannot mean another.
    public var isByName: Bool { self <= .alias }
    /// Whether `a` is the better match: in the order in which the cases stand.
    public static func < (a: NameMatch, b: NameMatch) -> Bool { a.rawValue < b.rawValue }
}
