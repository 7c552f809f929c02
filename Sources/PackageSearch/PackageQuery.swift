import SearchIndex

/// A search for packages: what the command line and the HTTP API fill in.
public struct PackageQuery: Sendable, Equatable {
    /// What the user typed.
    public var text: String
    /// Page size, 1...200.
    public var limit = 50
    /// Hits to pass over.
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
    /// Categories; any of them.
    public var categories: [String] = []
    /// Include, exclude, or (nil) exclude unless the query names the package itself.
    public var includeBroken: Bool?
    /// Include, exclude, or (nil) exclude unless the query names the package itself.
    public var includeUnfree: Bool?
    /// Whether insecure packages are results.
    public var includeInsecure = true
    /// Whether packages unsupported on the evaluated system are results.
    public var includeUnsupported = true
    /// Whether words, names and topics take part.
    public var lexical = true
    /// Whether a name is being typed, rather than something searched for.
    public var isCompletion = false
    /// Whether the semantic leg takes part.
    public var semantic = true
    /// Whether hits explain their scores.
    public var explain = false
    /// Facet columns whose values are counted over all results.
    public var facets: [FacetColumn] = []

    /// A search for `text`.
    public init(_ text: String) { self.text = text }

    /// The longest query the API takes, in characters.
    public static let maximumLength = 512
}
