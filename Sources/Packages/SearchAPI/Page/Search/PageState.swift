import Basics
import PackageSearch
import SearchEngine
import ServiceAPI
import Settings

/// What a page's address says: the query, the filters, the place in the results. The same names as the API's.
struct PageState: Sendable {
    /// Only what pages know, in the order of their forms, so that an address has one spelling.
    private(set) var parameters = QueryParameters()

    /// How many results a page has.
    static let pageSize = 30

    /// The filters with counts, in the order they are shown.
    static let facets: [(column: FacetColumn, name: String, title: String)] = [
        (.category, SearchOption.category.name, "Category"), (.license, SearchOption.license.name, "License"),
        (.platform, SearchOption.platform.name, "Platform"), (.set, SearchOption.set.name, "Package set"),
    ]
    /// Every filter, those without counts last.
    static let filters =
        facets.map { (name: $0.name, title: $0.title) } + [(name: SearchOption.maintainer.name, title: "Maintainer")]
    /// What is left out unless asked for.
    static let switches = [
        (name: SearchOption.includeUnfree.name, title: "Unfree packages"),
        (name: SearchOption.includeBroken.name, title: "Broken packages"),
    ]

    init(_ given: QueryParameters) {
        if let text = given.first("q")?.trimmed, !text.isEmpty { parameters.append("q", text) }
        for filter in Self.filters {
            var seen: Set<String> = []
            for value in given.all(filter.name).map(\.trimmed) where !value.isEmpty && seen.insert(value).inserted {
                parameters.append(filter.name, value)
            }
        }
        for name in Self.switches.map(\.name) where given.first(name).flatMap(Settings.flag) == true {
            parameters.append(name, "1")
        }
        let offset = Self.offset(given.first("offset") ?? "")
        if offset > 0 { parameters.append("offset", String(offset)) }
    }

    /// Digits as a number, 0 for any other text. No index has as many packages as the largest, which the numbers of a
    /// browser still tell apart from its neighbours.
    private static func offset(_ text: String) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        return min(Int(text) ?? .max, 999_999_999)
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

    /// The search of this state, one page of it. Throws `badRequest` for a query that is too long.
    func packageQuery() throws(ServiceError) -> PackageQuery {
        var query = try PackageQuery(parameters, defaultLimit: Self.pageSize)
        query.facets = Self.facets.map(\.column)
        return query
    }
}
