import Basics
import JSON
import PackageSearch
import SearchEngine
import TestSupport
import Testing

@Suite("The table of search options")
struct SearchOptionTests {
    private func lenient(_ given: [String: [String]]) throws -> PackageQuery {
        try PackageQuery { given[$0] ?? [] }
    }

    private func strict(_ given: [String: [String]]) throws -> PackageQuery {
        try PackageQuery(defaultLimit: 20) { ("--\($0.flag)", given[$0.name] ?? []) }
    }

    @Test("Names are unlike, and each option describes itself in JSON Schema")
    func names() throws {
        #expect(Set(SearchOption.all.map(\.name)).count == SearchOption.all.count)
        for option in SearchOption.all {
            #expect(try JSONValue.parse(option.schema).object != nil)
            #expect(!option.about.isEmpty && !option.about.hasSuffix("."))
        }
        #expect(SearchOption.includeBroken.flag == "include-broken")
        #expect(SearchOption.includeBroken.variable == "FDNIX_INCLUDE_BROKEN")
    }

    @Test("Addresses are read leniently: what cannot be read counts as not given, what is too large as the largest")
    func addresses() throws {
        #expect(try lenient([:]) == PackageQuery(""))
        #expect(try lenient(["limit": ["0"]]).limit == 1)
        #expect(try lenient(["limit": ["99999999999999999999"]]).limit == 200)
        #expect(try lenient(["limit": ["many"], "offset": ["-5"]]).limit == 50)
        #expect(try lenient(["offset": ["-5"]]).offset == 0)
        #expect(try lenient(["offset": ["99999999999999999999"]]).offset == .max)
        #expect(
            try lenient(["include_broken": ["YES"], "include_unfree": ["0"], "semantic": ["perhaps"]]).includeBroken
                == true)
        #expect(try lenient(["semantic": ["perhaps"]]).semantic == nil)
        #expect(try lenient(["license": ["mit, gpl", "mit"]]).licenses == ["mit", "gpl"])
        #expect(try lenient(["q": ["  two words "]]).text == "two words")
        #expect(try lenient(["facets": ["set,license"]]).facets == [.license, .set])
        #expect(try lenient(["fields": ["version,description"]]).fields == ["version", "description"])
    }

    @Test(
        "Commands are read strictly",
        arguments: [
            ("limit", "0", "--limit takes 1 to 200"), ("limit", "x", "--limit takes 1 to 200"),
            ("limit", "201", "--limit takes 1 to 200"), ("offset", "-1", "--offset takes 0 or more"),
            ("include_broken", "perhaps", "--include-broken is \"perhaps\": use true or false"),
        ])
    func commands(name: String, value: String, message: String) {
        let error = #expect(throws: FdnixError.self) { try strict([name: [value]]) }
        #expect(error?.code == .usage && error?.message == message)
    }

    @Test("What nobody can mean is refused both ways")
    func refused() {
        let tooLong = String(repeating: "x", count: PackageQuery.maximumLength + 1)
        let tooMany = (0...SearchOption.maximumValues).map { "l\($0)" }
        for given in [
            ["q": [tooLong]], ["license": tooMany], ["fields": ["nonsense"]], ["facets": ["nonsense"]],
            ["fields": ["version,"]],
        ] {
            #expect(throws: FdnixError.self) { try lenient(given) }
            #expect(throws: FdnixError.self) { try strict(given) }
        }
    }

    @Test("A query read back from its own parameters is the same query")
    func roundTrip() throws {
        var random = SplitMix(9)
        func flag() -> Bool? { [nil, true, false].randomElement(using: &random) ?? nil }
        func values(_ all: [String]) -> [String] { all.filter { _ in Bool.random(using: &random) } }
        for _ in 0..<300 {
            var query = PackageQuery(["", "vim", "c++ & d", "100%"].randomElement(using: &random) ?? "")
            query.limit = Int.random(in: 1...200, using: &random)
            query.offset = [0, 5, Int.max].randomElement(using: &random) ?? 0
            query.licenses = values(["MIT", "gpl"])
            query.categories = values(["editors"])
            query.platforms = values(["x86_64-linux"])
            query.maintainers = values(["a b"])
            query.sets = values(["top-level", "python3Packages"])
            (query.includeBroken, query.includeUnfree) = (flag(), flag())
            (query.includeInsecure, query.includeUnsupported) = (flag(), flag())
            (query.semantic, query.explain) = (flag(), flag())
            query.facets = FacetColumn.all.filter { _ in Bool.random(using: &random) }
            query.fields = Bool.random(using: &random) ? ["version", "license"] : nil
            let parameters = query.parameters
            let again = try PackageQuery { name in parameters.filter { $0.name == name }.map(\.value) }
            #expect(again == query)
        }
    }

    @Test("The packages' keys are those that an answer has, and each has a schema")
    func fields() throws {
        #expect(PackageHit.fieldNames.first == "packageId" && PackageHit.fieldNames.last == "explanation")
        for schema in PackageHit.fields.map(\.schema) + PackageDetail.fields.map(\.schema)
            + SearchEnvelope.fields.map(\.schema)
        { #expect(try JSONValue.parse(schema).object != nil) }
    }
}
