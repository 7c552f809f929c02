import JSON
import Testing

@testable import SearchAPI

@Suite struct OpenAPITests {
    @Test func theDocumentTellsOfEveryRoute() async throws {
        try await withService { service, _ in
            let document = try await service.json("/openapi.json")
            let paths = try #require(document["paths"]?.object)
            let documented = Set(paths.members.map(\.key))
            #expect(documented == Set(Router.all.filter(\.isPublic).map(\.path)))
            #expect(
                documented.isSuperset(of: ["/v1/search", "/v1/suggest", "/v1/health", "/v1/packages/{attributePath}"]))
            for path in paths.members {
                for parameter in path.value["get"]?["parameters"]?.array ?? [] {
                    #expect(parameter["schema"]?.object != nil, "\(path.key) \(parameter)")
                }
            }
        }
    }

    @Test func everyReferenceHasItsSchema() async throws {
        try await withService { service, _ in
            let document = try await service.json("/openapi.json")
            let schemas = Set(document["components"]?["schemas"]?.object?.members.map(\.key) ?? [])
            var references: Set<String> = []
            func collect(_ value: JSONValue) {
                for member in value.object?.members ?? [] {
                    if member.key == "$ref", let text = member.value.string {
                        references.insert(String(text.dropFirst("#/components/schemas/".count)))
                    }
                    collect(member.value)
                }
                for element in value.array ?? [] { collect(element) }
            }
            collect(document)
            #expect(references.isSubset(of: schemas))
            #expect(references.count > 5)
        }
    }

    @Test func answersHaveTheKeysThatTheirSchemasRequire() async throws {
        try await withService { service, _ in
            let schemas = try #require(try await service.json("/openapi.json")["components"]?["schemas"])
            let answers = [
                ("SearchResult", "/v1/search?q=pass"), ("Suggestions", "/v1/suggest?q=p"),
                ("PackageDetail", "/v1/packages/ripgrep"), ("Health", "/v1/health"),
            ]
            for (name, target) in answers {
                let keys = Set(try await service.json(target).object?.members.map(\.key) ?? [])
                let schema = try #require(schemas[name])
                let required = Set(schema["required"]?.array?.compactMap(\.string) ?? [])
                #expect(required.isSubset(of: keys), "\(name)")
                if schema["additionalProperties"]?.bool == false {
                    #expect(keys.isSubset(of: Set(schema["properties"]?.object?.members.map(\.key) ?? [])), "\(name)")
                }
            }
        }
    }
}
