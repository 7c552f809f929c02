import ArgumentParser
import Basics
import PackageSearch

extension NameSpecification {
    /// The name that the table of search options gives an option.
    static func option(_ option: SearchOption) -> NameSpecification { .customLong(option.flag) }
}

extension ArgumentHelp {
    /// What the table of search options says of an option, and `more`.
    static func option(_ option: SearchOption, _ more: String = "") -> ArgumentHelp {
        ArgumentHelp("\(option.about)\(more).")
    }
}

/// Every search option as an option of a command; what is not given comes from the option's environment variable.
struct SearchOptions: ParsableArguments {
    @Option(name: .option(.limit), help: .option(.limit, " (default \(SearchOptions.defaultLimit))"))
    var limit: String?
    @Option(name: .option(.offset), help: .option(.offset))
    var offset: String?
    @Option(name: .option(.license), help: .option(.license))
    var license: [String] = []
    @Option(name: .option(.category), help: .option(.category))
    var category: [String] = []
    @Option(name: .option(.platform), help: .option(.platform))
    var platform: [String] = []
    @Option(name: .option(.maintainer), help: .option(.maintainer))
    var maintainer: [String] = []
    @Option(name: .option(.set), help: .option(.set))
    var set: [String] = []
    @Flag(name: .option(.includeBroken), inversion: .prefixedNo, help: .option(.includeBroken))
    var includeBroken: Bool?
    @Flag(name: .option(.includeUnfree), inversion: .prefixedNo, help: .option(.includeUnfree))
    var includeUnfree: Bool?
    @Flag(name: .option(.includeInsecure), inversion: .prefixedNo, help: .option(.includeInsecure, " (default: yes)"))
    var includeInsecure: Bool?
    @Flag(
        name: .option(.includeUnsupported), inversion: .prefixedNo,
        help: .option(.includeUnsupported, " (default: yes)"))
    var includeUnsupported: Bool?
    @Flag(name: .option(.semantic), inversion: .prefixedNo, help: .option(.semantic, " (default: yes)"))
    var semantic: Bool?
    @Flag(name: .option(.variants), help: .option(.variants))
    var variants = false
    @Flag(name: .option(.explain), help: .option(.explain))
    var explain = false
    @Option(name: .option(.fields), help: .option(.fields, "; implies --json"))
    var fields: String?
    @Option(name: .option(.facets), help: .option(.facets, "; printed with --json"))
    var facets: String?

    /// Fewer than the API's: results are read from the bottom of a terminal.
    static let defaultLimit = 20

    /// The query for `text`. Throws `usage` for a value that cannot be read.
    func query(_ text: String) throws -> PackageQuery {
        let given: [String: [String]] = [
            SearchOption.query.name: text.isEmpty ? [] : [text], SearchOption.limit.name: list(limit),
            SearchOption.offset.name: list(offset), SearchOption.license.name: license,
            SearchOption.category.name: category, SearchOption.platform.name: platform,
            SearchOption.maintainer.name: maintainer, SearchOption.set.name: set,
            SearchOption.includeBroken.name: list(includeBroken), SearchOption.includeUnfree.name: list(includeUnfree),
            SearchOption.includeInsecure.name: list(includeInsecure),
            SearchOption.includeUnsupported.name: list(includeUnsupported),
            SearchOption.semantic.name: list(semantic), SearchOption.variants.name: list(variants ? true : nil),
            SearchOption.explain.name: list(explain ? true : nil),
            SearchOption.fields.name: list(fields), SearchOption.facets.name: list(facets),
        ]
        return try PackageQuery(defaultLimit: Self.defaultLimit) { option in
            if let values = given[option.name], !values.isEmpty {
                return (option.name == SearchOption.query.name ? "the query" : "--\(option.flag)", values)
            }
            let isText = option.name == SearchOption.query.name
            return (option.variable, isText ? [] : list(Environment.string(option.variable)))
        }
    }

    private func list(_ value: String?) -> [String] { value.map { [$0] } ?? [] }
    private func list(_ value: Bool?) -> [String] { value.map { [$0 ? "true" : "false"] } ?? [] }
}
