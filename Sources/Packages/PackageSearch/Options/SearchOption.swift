import Basics
import SearchEngine
import Settings

/// One thing that a search can be told: the one place that knows its name, its meaning and its values. HTTP parameters,
/// OpenAPI, the command line, environment variables, the Model Context Protocol and the labels inside a query's text are
/// all made of it.
public struct SearchOption: Sendable {
    /// The kinds of options, by the values that they take; key paths say where a query keeps them.
    public enum Kind: Sendable {
        /// The text of the query.
        case text
        /// A whole number within a range.
        case number(any (WritableKeyPath<PackageQuery, Int> & Sendable), ClosedRange<Int>)
        /// Any of several texts: a filter.
        case values(any (WritableKeyPath<PackageQuery, [String]> & Sendable))
        /// Yes or no; `assumed` where it is not said.
        case flag(any (WritableKeyPath<PackageQuery, Bool?> & Sendable), assumed: Bool)
        /// Keys of a package, comma-separated.
        case fields
        /// Names of facet columns, comma-separated.
        case facets
    }

    /// The name of its HTTP parameter, such as `include_broken`.
    public let name: String
    /// What it does, one sentence without a full stop.
    public let about: String
    /// What values it takes, and where a query keeps them.
    public let kind: Kind
    /// Other words for it before a colon inside a query's text, beside its name.
    public let otherLabels: [String]

    init(_ name: String, _ kind: Kind, _ about: String, otherLabels: [String] = []) {
        self.name = name
        self.kind = kind
        self.about = about
        self.otherLabels = otherLabels
    }

    /// Its name on the command line, without the dashes: `include-broken`.
    public var flag: String { String(name.map { $0 == "_" ? "-" : $0 }) }
    /// The environment variable that stands in for it on the command line: `FDNIX_INCLUDE_BROKEN`.
    public var variable: String { "FDNIX_\(name.uppercased())" }

    /// The labels that set it inside a query's text; none but for filters.
    var labels: [String] { if case .values = kind { [name] + otherLabels } else { [] } }
}

extension SearchOption {
    /// What to look for.
    public static let query = SearchOption(
        "q", .text, "What to look for: words, \"phrases\", -excluded, name:, program:, license:, set:")
    /// The size of a page.
    public static let limit = SearchOption("limit", .number(\.limit, 1...200), "How many packages, 1 to 200")
    /// The place of a page.
    public static let offset = SearchOption(
        "offset", .number(\.offset, 0 ... .max), "How many of the best packages to pass over")
    /// The filter on licences.
    public static let license = SearchOption(
        "license", .values(\.licenses), "Part of a licence's SPDX id or name; any of several",
        otherLabels: ["licence"])
    /// The filter on categories.
    public static let category = SearchOption(
        "category", .values(\.categories), "A category, such as editors; any of several")
    /// The filter on systems.
    public static let platform = SearchOption(
        "platform", .values(\.platforms), "A system, such as x86_64-linux; any of several", otherLabels: ["system"])
    /// The filter on maintainers.
    public static let maintainer = SearchOption(
        "maintainer", .values(\.maintainers), "A GitHub account or part of a name; any of several")
    /// The filter on package sets.
    public static let set = SearchOption(
        "set", .values(\.sets), "A package set, such as python313Packages or top-level; any of several")
    /// Whether broken packages are results.
    public static let includeBroken = SearchOption(
        "include_broken", .flag(\.includeBroken, assumed: false),
        "Broken packages are results (else only one whose name is the query)")
    /// Whether unfree packages are results.
    public static let includeUnfree = SearchOption(
        "include_unfree", .flag(\.includeUnfree, assumed: false),
        "Unfree packages are results (else only one whose name is the query)")
    /// Whether insecure packages are results.
    public static let includeInsecure = SearchOption(
        "include_insecure", .flag(\.includeInsecure, assumed: true), "Insecure packages are results")
    /// Whether unsupported packages are results.
    public static let includeUnsupported = SearchOption(
        "include_unsupported", .flag(\.includeUnsupported, assumed: true),
        "Packages that the indexed system does not support are results")
    /// Whether the embedding of the query takes part.
    public static let semantic = SearchOption(
        "semantic", .flag(\.semantic, assumed: true), "Embeddings take part beside words")
    /// Whether scores are explained.
    public static let explain = SearchOption(
        "explain", .flag(\.explain, assumed: false), "Each package explains its score")
    /// Whether variants are answers of their own.
    public static let variants = SearchOption(
        "variants", .flag(\.variants, assumed: false),
        "Other versions and sets of one thing are answers of their own")
    /// The keys of each package.
    public static let fields = SearchOption("fields", .fields, "The keys of each package, comma-separated; else all")
    /// The facets to count.
    public static let facets = SearchOption(
        "facets", .facets, "Columns whose values are counted, comma-separated: \(facetNames.joined(separator: ", "))")

    /// Every option, in the order in which they are told.
    public static let all = [
        query, limit, offset, license, category, platform, maintainer, set, includeBroken, includeUnfree,
        includeInsecure, includeUnsupported, semantic, variants, explain, fields, facets,
    ]

    /// The names that `facets` takes.
    static let facetNames = FacetColumn.all.map(\.name)

    /// The JSON Schema of its HTTP parameter, as JSON text. Numbers and flags that cannot be read count as not given, so
    /// any text is valid for them.
    public var schema: String {
        func list(_ names: [String]) -> String {
            let name = "(\(names.joined(separator: "|")))"
            return #"{"type":"string","pattern":"^(\#(name)(,\#(name))*)?$"}"#
        }
        return switch kind {
        case .text: #"{"type":"string","maxLength":\#(PackageQuery.maximumLength)}"#
        case .number: #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#
        case .flag: #"{"anyOf":[{"type":"boolean"},{"type":"string"}]}"#
        case .values: #"{"type":"string"}"#
        case .fields: list(PackageHit.fieldNames)
        case .facets: list(Self.facetNames)
        }
    }
}
