import Basics
import PackageSearch
import SearchIndex

/// What a page's address says: the query, the filters, the place in the results. The same names as the API's.
struct PageState: Sendable {
    /// Only what pages know, in the order of their forms, so that an address has one spelling.
    private(set) var parameters = QueryParameters()

    /// How many results a page has.
    static let pageSize = 30

    /// The filters with counts, in the order they are shown.
    static let facets: [(column: FacetColumn, name: String, title: String)] = [
        (.category, "category", "Category"), (.license, "license", "License"), (.platform, "platform", "Platform"),
        (.set, "set", "Package set"),
    ]
    /// Every filter.
    static let filters = facets.map { (name: $0.name, title: $0.title) } + [(name: "maintainer", title: "Maintainer")]
    /// What is left out unless asked for.
    static let switches = [
        (name: "include_unfree", title: "Unfree packages"), (name: "include_broken", title: "Broken packages"),
    ]

    init(_ given: QueryParameters) {
        if let text = given.first("q")?.trimmed, !text.isEmpty { parameters.append("q", text) }
        for filter in Self.filters {
            var seen: Set<String> = []
            for value in given.all(filter.name).map(\.trimmed) where !value.isEmpty && seen.insert(value).inserted {
                parameters.append(filter.name, value)
            }
        }
        for name in Self.switches.map(\.name) where SearchParameters.flag(given.first(name)) == true {
            parameters.append(name, "1")
        }
        if let offset = given.first("offset").flatMap({ Int($0) }), offset > 0 {
            parameters.append("offset", String(offset))
        }
    }

    var text: String { parameters.first("q") ?? "" }
    var offset: Int { parameters.first("offset").flatMap { Int($0) } ?? 0 }
    /// Whether there is nothing to search for. Filters alone are a search: everything that passes them.
    var isEmpty: Bool { text.isEmpty && !Self.filters.contains { parameters.first($0.name) != nil } }

    func values(_ name: String) -> [String] { parameters.all(name) }
    func isOn(_ name: String) -> Bool { parameters.first(name) != nil }

    /// The query string of this state.
    var query: String { parameters.encoded() }
    /// The query string of this state on another page of results.
    func query(offset: Int) -> String { parameters.encoded(replacing: ["offset": offset > 0 ? String(offset) : nil]) }

    /// The query string of this state without one value of a filter.
    func query(without name: String, _ value: String) -> String {
        var rest = QueryParameters(parsing: parameters.encoded(replacing: [name: nil, "offset": nil]))
        for kept in values(name) where kept != value { rest.append(name, kept) }
        return PageState(rest).query
    }

    /// The query string of this state with every package, whatever its flags.
    var queryWithEverything: String {
        PageState(
            QueryParameters(
                parsing: parameters.encoded(
                    replacing: ["include_unfree": "1", "include_broken": "1", "offset": nil]))
        ).query
    }

    /// The results. Throws `badRequest` for a query that is too long.
    func results(_ service: SearchService, _ snapshot: IndexSnapshot) throws -> PackageResults {
        var query = try SearchParameters(parameters, defaultLimit: Self.pageSize).query
        query.facets = Self.facets.map(\.column)
        query.semantic = service.configuration.semantic
        let results = snapshot.search(query)
        service.metrics.search(isHybrid: results.isHybrid)
        return results
    }
}
