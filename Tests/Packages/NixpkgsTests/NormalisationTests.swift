import JSON
import Testing

@testable import Nixpkgs

@Suite struct NormalisationTests {
    @Test("Names and versions: pname, else the parsed name, else the attribute")
    func names() async throws {
        let cases: [(String, String, String, String)] = [
            (#"{"name":"a-b-1.0","pname":"p","version":"9"}"#, "k", "p", "9"),
            (#"{"name":"a-b-1.0"}"#, "k", "a-b", "1.0"),
            (#"{"name":"a-b-1.0","version":""}"#, "k", "a-b", "1.0"),
            (#"{"name":"plain"}"#, "k", "plain", "unknown"),
            (#"{}"#, #"ruby."x.rb""#, "x.rb", "unknown"),
            (#"{"pname":null,"name":null,"version":null}"#, "a.b", "b", "unknown"),
            (#"{"pname":5,"name":["x"],"version":1.5}"#, "a.b", "b", "unknown"),
            (#"{"pname":"  spaced\t name ","version":" 1\u0000 "}"#, "k", "spaced  name", "1"),
        ]
        for (record, key, name, version) in cases {
            let result = try await package(record, key: key)
            #expect(result?.packageName == name, "\(record)")
            #expect(result?.version == version, "\(record)")
        }
    }

    @Test("A name splits before the first dash that no letter follows")
    func derivationNames() {
        let cases = [
            ("hello-2.12", "hello", "2.12"), ("a-b", "a-b", ""), ("a-", "a-", ""), ("a--b", "a", "-b"),
            ("3270font-2.0.4", "3270font", "2.0.4"), ("perl5.42-Moose-2.2", "perl5.42-Moose", "2.2"), ("-1", "", "1"),
            ("a-é", "a", "é"), ("", "", ""), ("x-1-2", "x", "1-2"),
        ]
        for (text, name, version) in cases {
            let parsed = DerivationName(text)
            #expect(parsed.name == name && parsed.version == version, "\(text)")
        }
    }

    @Test("The attribute path is trimmed and loses one channel prefix; quotes stay")
    func attributePaths() async throws {
        for (key, path) in [
            ("nixpkgs.hello", "hello"), ("nixos.nixpkgs.x", "nixpkgs.x"), (" a.b ", "a.b"),
            ("nixpkgsx.a", "nixpkgsx.a"),
            (#"ruby."x.rb""#, #"ruby."x.rb""#),
        ] {
            #expect(try await package(#"{"name":"n-1"}"#, key: key)?.attributePath == path)
        }
        #expect(try await package(#"{"name":"n-1"}"#, key: "")?.id == "n@1")
        #expect(AttributePath.joined(["a", "b.c", "3d", "x'"]) == #"a."b.c"."3d".x'"#)
    }

    @Test("Texts lose control characters, keep one space for line breaks, and are cut by scalars")
    func cleaning() {
        #expect(Cleaning.clean(" a\r\n\tb \u{00}\u{85}c\u{7F} ") == "a b c")
        #expect(Cleaning.clean("a\n\u{00}\nb") == "a b")
        #expect(Cleaning.clean("a\n b") == "a  b")
        #expect(Cleaning.clean("\u{A0}é\u{A0}") == "é")
        #expect(Cleaning.clean("abc", limit: 2) == "ab")
        #expect(Cleaning.clean("e\u{301}x", limit: 2) == "e\u{301}")
        #expect(Cleaning.clean("a\r\nb\rc\n\nd\t\te\n", keepsLines: true) == "a\nb\nc\n\nd e")
        #expect(Cleaning.clean(String(repeating: "é", count: 3_000)).unicodeScalars.count == 2_000)
        #expect(Cleaning.clean("") == "")
    }

    @Test("Descriptions: meta before the record; anything but a string is empty")
    func descriptions() async throws {
        #expect(try await package(#"{"name":"n","description":"top","meta":{}}"#)?.description == "top")
        #expect(try await package(#"{"name":"n","description":"top","meta":{"description":"m"}}"#)?.description == "m")
        #expect(
            try await package(#"{"name":"n","description":"top","meta":{"description":null}}"#)?.description == "top")
        for value in ["5", "true", "[\"x\"]", "{\"a\":1}", "null"] {
            let result = try await package(meta: #"{"description":\#(value),"longDescription":\#(value)}"#)
            #expect(result.description.isEmpty && result.longDescription.isEmpty)
        }
        let long = String(repeating: "x", count: 30_000)
        let result = try await package(meta: #"{"description":"\#(long)","longDescription":"\#(long)"}"#)
        #expect(result.description.count == 2_000 && result.longDescription.count == 20_000)
    }

    @Test("Homepages: a string is a list of one; the first web address leads")
    func homepages() async throws {
        for (value, all, first) in [
            (#""https://a""#, ["https://a"], "https://a"),
            (#"["ftp://a","HTTP://b"," "]"#, ["ftp://a", "HTTP://b"], "HTTP://b"),
            (#"[["https://a"],5,null]"#, ["https://a"], "https://a"), (#""httpx://a""#, ["httpx://a"], ""),
            ("null", [], ""), ("{}", [], ""), (#""""#, [], ""),
            (
                #""http://a.example\nhttps://b.example\n""#, ["http://a.example", "https://b.example"],
                "http://a.example"
            ),
            (#""ftp://a, https://b""#, ["ftp://a", "https://b"], "https://b"),
            (#"["svn+ssh://a HTTPS://b","https://c"]"#, ["svn+ssh://a", "HTTPS://b", "https://c"], "HTTPS://b"),
            (#""gopher://a/1/b""#, ["gopher://a/1/b"], ""), (#""see https://a""#, ["see https://a"], ""),
            (#""https://a 3://b""#, ["https://a 3://b"], "https://a 3://b"),
            (#""https://a https://""#, ["https://a https://"], "https://a https://"),
        ] as [(String, [String], String)] {
            let result = try await package(meta: #"{"homepage":\#(value)}"#)
            #expect(result.homepages == all && result.homepage == first, "\(value)")
        }
    }

    @Test("Maintainers: people, plain strings and nested lists; nobody without a name")
    func maintainers() async throws {
        let result = try await package(
            meta: """
                {"maintainers":[{"name":" A ","email":"a@x","github":"a","githubId":5,"keys":[]},"B <b@x>",
                [{"github":"c","githubId":"7"}],{"githubId":9},{},null,3,""],
                "teams":[{"shortName":"T","members":[]},"U",{"x":1}]}
                """)
        #expect(
            result.maintainers == [
                Maintainer(name: "A", email: "a@x", github: "a", githubId: 5), Maintainer(name: "B", email: "b@x"),
                Maintainer(name: "", github: "c"),
            ])
        #expect(result.teams == ["T", "U"])
        for value in ["null", "{}", "5", "true", #""""#] {
            #expect(try await package(meta: #"{"maintainers":\#(value),"teams":\#(value)}"#).maintainers.isEmpty)
        }
    }

    @Test(
        "A maintainer alone counts as a list of one, and no e-mail address stays in a name",
        arguments: [
            (#""Ann Other""#, [Maintainer(name: "Ann Other")]),
            (#""Ann Other <ann@example.org>""#, [Maintainer(name: "Ann Other", email: "ann@example.org")]),
            (#"["\"Other, Ann\" <ann@example.org>"]"#, [Maintainer(name: "Other, Ann", email: "ann@example.org")]),
            (#""ann@example.org (Ann Other)""#, [Maintainer(name: "Ann Other", email: "ann@example.org")]),
            (#""Ann mailto:ann@example.org""#, [Maintainer(name: "Ann", email: "ann@example.org")]),
            (#""ann@example.org""#, [Maintainer(name: "", email: "ann@example.org")]),
            (
                #""A <a@x.example>, B <b@x.example>""#,
                [Maintainer(name: "A", email: "a@x.example"), Maintainer(name: "B", email: "b@x.example")]
            ),
            (#""@ann""#, [Maintainer(name: "@ann")]), (#""Ann, from afar""#, [Maintainer(name: "Ann, from afar")]),
            (#"{"name":"Ann","github":"ann"}"#, [Maintainer(name: "Ann", github: "ann")]),
        ])
    func oneMaintainer(_ value: String, _ expected: [Maintainer]) async throws {
        #expect(try await package(meta: #"{"maintainers":\#(value)}"#).maintainers == expected)
    }

    @Test("Lists, outputs and single strings")
    func lists() async throws {
        let record = """
            {"name":"n","outputs":{"out":null,"dev":"/nix/store/x","bin":null},"meta":{"outputsToInstall":["out",5,"bin"],
            "knownVulnerabilities":"CVE-1","changelog":["https://a","https://b"],"downloadPage":"https://d",
            "mainProgram":" run ","position":"pkgs/x.nix:1"}}
            """
        let result = try await package(record)
        #expect(result?.outputs == ["bin", "dev", "out"])
        #expect(result?.outputsToInstall == ["out", "bin"])
        #expect(result?.knownVulnerabilities == ["CVE-1"] && result?.insecure == true)
        #expect(result?.changelog == ["https://a", "https://b"])
        #expect(result?.mainProgram == "run" && result?.downloadPage == "https://d")
        #expect(try await package(#"{"name":"n","outputs":["out","dev"]}"#)?.outputs == ["dev", "out"])
        #expect(try await package(meta: #"{"outputsToInstall":"out","knownVulnerabilities":[]}"#).insecure == false)
    }

    @Test("Flags: only true is true; a licence policy does not make a package unavailable")
    func flags() async throws {
        for (meta, available, broken, unfree) in [
            ("{}", true, false, false), (#"{"available":false}"#, false, false, false),
            (#"{"available":false,"unfree":true}"#, true, false, true),
            (#"{"available":false,"unfree":true,"broken":true}"#, false, true, true),
            (#"{"available":false,"unfree":true,"insecure":true}"#, false, false, true),
            (#"{"available":false,"unfree":true,"unsupported":true}"#, false, false, true),
            (#"{"available":false,"unfree":true,"knownVulnerabilities":["x"]}"#, false, false, true),
            (#"{"available":null,"broken":"yes","unfree":1}"#, true, false, false),
        ] {
            let result = try await package(meta: meta)
            #expect(result.available == available && result.broken == broken && result.unfree == unfree, "\(meta)")
        }
        let top = try await package(#"{"name":"n","broken":true,"unfree":true,"meta":{"unfree":false}}"#)
        #expect(top?.broken == true && top?.unfree == false)
    }

    @Test("Meta of the wrong type counts as none")
    func wrongMeta() async throws {
        for meta in ["null", "[]", "5", #""x""#] {
            #expect(try await package(meta: meta).available)
        }
    }
}
