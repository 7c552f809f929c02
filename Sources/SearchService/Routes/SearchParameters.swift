import Basics
import PackageSearch
import SearchIndex

/// The parameters of a search (spec §13.1): read alike for the API and the page.
struct SearchParameters {
    var query: PackageQuery
    /// The keys of each package, nil for all.
    var fields: Set<String>?

    /// Throws `badRequest` for a query that is too long, a field or a facet that does not exist.
    init(_ parameters: QueryParameters, defaultLimit: Int = 50) throws {
        let text = (parameters.first("q") ?? "").trimmed
        guard text.count <= PackageQuery.maximumLength else {
            throw ServiceError.badRequest("q is longer than \(PackageQuery.maximumLength) characters")
        }
        query = PackageQuery(text)
        query.limit = min(max(Self.number(parameters.first("limit")) ?? defaultLimit, 1), 200)
        query.offset = max(Self.number(parameters.first("offset")) ?? 0, 0)
        query.licenses = try Self.values("license", parameters)
        query.categories = try Self.values("category", parameters)
        query.platforms = try Self.values("platform", parameters)
        query.maintainers = try Self.values("maintainer", parameters)
        query.sets = try Self.values("set", parameters)
        query.includeBroken = Self.flag(parameters.first("include_broken"))
        query.includeUnfree = Self.flag(parameters.first("include_unfree"))
        query.includeInsecure = Self.flag(parameters.first("include_insecure")) ?? true
        query.includeUnsupported = Self.flag(parameters.first("include_unsupported")) ?? true
        query.semantic = Self.flag(parameters.first("semantic")) ?? true
        query.explain = Self.flag(parameters.first("explain")) ?? false
        query.facets = try Self.facets(parameters.all("facets"))
        fields = try Self.fields(parameters.all("fields"))
    }

    /// Each is compared with thousands of texts, so that many of them would be work without end.
    static let maximumValues = 32

    /// The values of a filter, each once. Throws `badRequest` for more than anyone means.
    private static func values(_ name: String, _ parameters: QueryParameters) throws -> [String] {
        var values: [String] = []
        for value in parameters.all(name).flatMap({ $0.split(separator: ",") }).map(\.trimmed)
        where !value.isEmpty && !values.contains(value) {
            values.append(value)
            guard values.count <= maximumValues else {
                throw ServiceError.badRequest("\(name) takes at most \(maximumValues) values")
            }
        }
        return values
    }

    /// A whole number; one too large for the machine is as large as it has, nil for anything else.
    private static func number(_ text: String?) -> Int? {
        guard let text else { return nil }
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text) ?? (text.hasPrefix("-") ? .min : .max)
    }

    /// True, false, or nil for anything else.
    static func flag(_ text: String?) -> Bool? {
        switch text?.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: nil
        }
    }

    /// The names of comma-separated lists; one that is not among `known` is an error.
    private static func names(_ parameter: String, _ values: [String], among known: [String]) throws -> [String] {
        let names = values.filter { !$0.isEmpty }
            .flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard names.allSatisfy(known.contains) else {
            throw ServiceError.badRequest(
                "\(parameter) takes a comma-separated list of \(known.joined(separator: ", "))")
        }
        return names
    }

    /// The names of the facet columns.
    static let facetNames = FacetColumn.allCases.map { "\($0)" }

    private static func facets(_ values: [String]) throws -> [FacetColumn] {
        let names = Set(try names("facets", values, among: facetNames))
        return FacetColumn.allCases.filter { names.contains("\($0)") }
    }

    private static func fields(_ values: [String]) throws -> Set<String>? {
        let names = try names("fields", values, among: PackageHit.fieldNames)
        return names.isEmpty ? nil : Set(names)
    }
}

extension QueryParameters {
    /// The parameters that ask a server for `query`: what `SearchParameters` reads back as the same.
    public init(_ query: PackageQuery) {
        self.init()
        append("q", query.text)
        append("limit", String(query.limit))
        if query.offset > 0 { append("offset", String(query.offset)) }
        let lists = [
            ("license", query.licenses), ("category", query.categories), ("platform", query.platforms),
            ("maintainer", query.maintainers), ("set", query.sets),
        ]
        for (name, values) in lists { for value in values { append(name, value) } }
        if let include = query.includeBroken { append("include_broken", include ? "1" : "0") }
        if let include = query.includeUnfree { append("include_unfree", include ? "1" : "0") }
        if !query.includeInsecure { append("include_insecure", "0") }
        if !query.includeUnsupported { append("include_unsupported", "0") }
        if !query.semantic { append("semantic", "0") }
        if query.explain { append("explain", "1") }
    }
}
