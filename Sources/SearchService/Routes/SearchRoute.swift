import Basics
import JSON
import PackageSearch

/// `GET /v1/search` (spec §13).
enum SearchRoute {
    static let route = Route(
        name: "search", path: "/v1/search", aliases: ["/search"],
        summary: "Packages by name, program, typo or intent, best first.", parameters: parameters,
        schema: "SearchResult", errors: [304, 400, 503], handler: answer)

    private static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) throws -> ServiceResponse {
        var search = try SearchParameters(request.parameters)
        guard !search.query.text.isEmpty else { return guide(service) }
        let snapshot = try service.snapshot()
        search.query.semantic = search.query.semantic && service.configuration.semantic
        return snapshot.answer(request) {
            let results = snapshot.search(search.query)
            service.metrics.search(isHybrid: results.isHybrid)
            return .json(cache: EntityTag.cache, capacity: 1024 * (results.hits.count + 1)) { json in
                SearchEnvelope(results, milliseconds: request.elapsedMilliseconds, fields: search.fields)
                    .write(to: &json)
            }
        }
    }

    private static func guide(_ service: SearchService) -> ServiceResponse {
        .json { json in
            SearchEnvelope.writeGuide(
                version: fdnixVersion, runtime: service.configuration.runtime,
                isLoaded: (try? service.snapshot()) != nil, to: &json)
        }
    }

    /// What every search takes.
    static let parameters: [Route.Parameter] = [
        .init(
            name: "q", about: "What to look for: words, \"phrases\", -excluded, name:, program:, license:, set:.",
            schema: #"{"type":"string","maxLength":512}"#),
        .init(name: "limit", about: "Page size, 1 to 200; anything else counts as 50.", schema: number),
        .init(name: "offset", about: "Packages to pass over.", schema: number),
        .init(name: "license", about: "Part of an SPDX id or a licence's name; several are an OR.", schema: text),
        .init(name: "category", about: "A category; several are an OR.", schema: text),
        .init(name: "platform", about: "A system, such as x86_64-linux; several are an OR.", schema: text),
        .init(name: "maintainer", about: "A GitHub account or part of a name; several are an OR.", schema: text),
        .init(
            name: "set", about: "A package set, such as python313Packages or top-level; several are an OR.",
            schema: text),
        .init(name: "include_broken", about: "True: broken packages are results.", schema: flag),
        .init(name: "include_unfree", about: "True: unfree packages are results.", schema: flag),
        .init(name: "include_insecure", about: "False: insecure packages are no results.", schema: flag),
        .init(name: "include_unsupported", about: "False: unsupported packages are no results.", schema: flag),
        .init(name: "semantic", about: "False: words only, no embeddings.", schema: flag),
        .init(name: "explain", about: "True: each package explains its score.", schema: flag),
        .init(
            name: "fields", about: "The keys of each package, comma-separated; all by default.",
            schema: list(PackageHit.fieldNames)),
        .init(
            name: "facets", about: "Columns to count values of: license, platform, maintainer, team, set, category.",
            schema: list(SearchParameters.facetNames)),
    ]
    private static let text = #"{"type":"string"}"#
    private static func list(_ names: [String]) -> String {
        let name = "(\(names.joined(separator: "|")))"
        return #"{"type":"string","pattern":"^(\#(name)(,\#(name))*)?$"}"#
    }
    // What cannot be read counts as the default (spec §13.1), so any text is valid.
    private static let number = #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#
    private static let flag = #"{"anyOf":[{"type":"boolean"},{"type":"string"}]}"#
}
