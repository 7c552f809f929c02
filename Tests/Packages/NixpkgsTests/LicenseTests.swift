import JSON
import Testing

@testable import Nixpkgs

@Suite struct LicenseTests {
    private static let mit = #"{"shortName":"mit","fullName":"MIT License","spdxId":"MIT","free":true}"#
    private static let mitJSON =
        #""shortName":"mit","fullName":"MIT License","spdxId":"MIT","url":"","free":true,"redistributable":null,"deprecated":null"#
    private static let emptyTail =
        #""fullName":"","spdxId":"","url":"","free":null,"redistributable":null,"deprecated":null"#

    @Test(
        "Each form of a licence has its column form and its label",
        arguments: [
            (mit, "{\"type\":\"object\",\(mitJSON)}", "MIT"),
            ("\"GPL\"", #"{"type":"string","value":"GPL"}"#, "GPL"),
            (
                "[\(mit),null,\"BSD\"]",
                "{\"type\":\"array\",\"licenses\":[{\(mitJSON)},{\"shortName\":\"BSD\",\(emptyTail)}]}", "MIT, BSD"
            ),
            ("[[\(mit)]]", "{\"type\":\"array\",\"licenses\":[{\(mitJSON)}]}", "MIT"),
            (
                #"{"licenseType":"compound","operator":"OR","licenses":[\#(mit),"X"]}"#,
                "{\"type\":\"array\",\"operator\":\"OR\",\"licenses\":[{\(mitJSON)},{\"shortName\":\"X\",\(emptyTail)}]}",
                "MIT, X"
            ),
            (
                #"{"licenseType":"exception","operator":"WITH","license":\#(mit),"exception":{"spdxId":"E"}}"#,
                "{\"type\":\"object\",\(mitJSON),\"exception\":{\"shortName\":\"\",\"fullName\":\"\",\"spdxId\":\"E\",\"url\":\"\",\"free\":null,\"redistributable\":null,\"deprecated\":null}}",
                "MIT"
            ),
            (
                #"{"fullName":"By hand","url":"https://x","free":"no"}"#,
                #"{"type":"object","shortName":"","fullName":"By hand","spdxId":"","url":"https://x","free":null,"redistributable":null,"deprecated":null}"#,
                "By hand"
            ),
            ("42", #"{"type":"string","value":"42"}"#, "42"), ("true", #"{"type":"string","value":"true"}"#, "true"),
            ("[null]", #"{"type":"array","licenses":[]}"#, nil),
        ] as [(String, String, String?)])
    func forms(_ json: String, _ column: String, _ label: String?) async throws {
        let license = try #require(try await package(meta: #"{"license":\#(json)}"#).license)
        var writer = JSONWriter()
        license.write(to: &writer)
        #expect(writer.text == column)
        #expect(license.label == label)
        #expect(License(json: try JSONValue.parse(writer.text)) == license)
    }

    @Test("Empty licences are none", arguments: ["null", "\"\"", "\" \"", "[]", "{}", "false", "0"])
    func empty(_ json: String) async throws {
        #expect(try await package(meta: #"{"license":\#(json)}"#).license == nil)
    }

    @Test("Compound licences may nest, and hold exceptions")
    func nested() async throws {
        let inner = #"{"licenseType":"compound","operator":"AND","licenses":["A","B"]}"#
        let exception = #"{"licenseType":"exception","license":"C","exception":"D"}"#
        let license = try await package(
            meta: #"{"license":{"licenseType":"compound","operator":"OR","licenses":[\#(inner),\#(exception)]}}"#
        ).license
        #expect(license?.records.map(\.shortName) == ["A", "B", "C", "D"])
        #expect(license?.label == "A, B, C, D")
    }

    @Test("A licence that several parts are under is told once; the column keeps them all")
    func repeated() async throws {
        let license = try #require(try await package(meta: #"{"license":[\#(Self.mit),"X",\#(Self.mit),"X"]}"#).license)
        #expect(license.records.count == 4)
        #expect(license.label == "MIT, X")
        #expect(license.searchText == "mit MIT License MIT X")
    }

    @Test("The words of a licence, for text search")
    func words() async throws {
        let license = try await package(meta: #"{"license":[\#(Self.mit),"BSD"]}"#).license
        #expect(license?.searchText == "mit MIT License MIT BSD")
        #expect(License.string("x y").searchText == "x y")
    }

    @Test("A maintainer's column form reads back")
    func maintainers() throws {
        let person = Maintainer(name: "Ann \"A\"", email: "a@example.org", github: "ann", githubId: 7)
        var writer = JSONWriter()
        person.write(to: &writer)
        #expect(writer.text == #"{"name":"Ann \"A\"","email":"a@example.org","github":"ann","githubId":7}"#)
        #expect(Maintainer(json: try JSONValue.parse(writer.text)) == person)
        writer.removeAll()
        Maintainer(name: "", github: "g").writeWithoutEmail(to: &writer)
        #expect(writer.text == #"{"name":"","github":"g"}"#)
        #expect(Maintainer(name: "", github: "g").searchText == "g")
    }
}
