import SearchEngine

/// A search for packages: what the command line, the HTTP API, the page and the Model Context Protocol fill in, by the
/// one table `SearchOption.all`.
public struct PackageQuery: Sendable, Equatable {
    /// What the user typed, operators and labels included.
    public var text: String
    /// How many packages a page has, 1...200.
    public var limit = 50
    /// How many of the best packages to pass over.
    public var offset = 0
    /// Case-insensitive parts of a licence's SPDX id, short name or full name; any of them.
    public var licenses: [String] = []
    /// Systems, e.g. `x86_64-linux`; any of them.
    public var platforms: [String] = []
    /// GitHub accounts or parts of names; any of them.
    public var maintainers: [String] = []
    /// Package sets, e.g. `python313Packages`, or `python3Packages` for every version, or
    /// `top-level`; any of them.
    public var sets: [String] = []
    /// Categories, e.g. `editors`; any of them.
    public var categories: [String] = []
    /// Include broken packages, exclude them, or (nil) exclude them unless the query names the package itself.
    public var includeBroken: Bool?
    /// Include unfree packages, exclude them, or (nil) exclude them unless the query names the package itself.
    public var includeUnfree: Bool?
    /// Whether insecure packages are results; nil for yes.
    public var includeInsecure: Bool?
    /// Whether packages unsupported on the evaluated system are results; nil for yes.
    public var includeUnsupported: Bool?
    /// Whether words, names and topics take part.
    public var lexical = true
    /// Whether a name is being typed, rather than something searched for.
    public var isCompletion = false
    /// Whether the embedding of the query takes part; nil for yes.
    public var semantic: Bool?
    /// Whether hits explain their scores; nil for no.
    public var explain: Bool?
    /// Whether the variants of one thing (other versions, other sets) are answers of their own; nil for no.
    public var variants: Bool?
    /// Facet columns whose values are counted over all results.
    public var facets: [FacetColumn] = []
    /// The keys of each package that an answer holds, nil for all.
    public var fields: Set<String>?

    /// A search for `text`.
    public init(_ text: String) { self.text = text }

    /// Whether a filter is given: then no text is needed.
    public var hasFilter: Bool {
        [licenses, platforms, maintainers, sets, categories].contains { !$0.isEmpty }
    }

    /// The longest text that a query may have, in characters.
    public static let maximumLength = 512
}
