import Basics
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite struct AddressTests {
    @Test(
        "Addresses that can be used",
        arguments: [
            ("http://example.org", "http://example.org/"), ("HTTPS://Example.ORG:443/A", "https://example.org/A"),
            ("http://example.org:80", "http://example.org/"), ("https://example.org:80/", "https://example.org:80/"),
            ("http://example.org:?q", "http://example.org/?q"), ("http://example.org/a#b", "http://example.org/a"),
            ("http://example.org?a=b#c", "http://example.org/?a=b"), ("http://[::1]:8080/", "http://[::1]:8080/"),
            ("http://1.2.3.4/a%20b", "http://1.2.3.4/a%20b"),
            ("http://example.org/a b/ü?<\">", "http://example.org/a%20b/%C3%BC?%3C%22%3E"),
            ("http://example.org/a@b:c", "http://example.org/a@b:c"), ("http://h/..//./", "http://h/..//./"),
            ("http://h/\u{301}", "http://h/%CC%81"),
        ])
    func usable(_ text: String, _ expected: String) throws {
        #expect(try URLParts(text).description == expected)
    }

    @Test(
        "Addresses that cannot",
        arguments: [
            "", "example.org", "http:", "http:/", "http://", "http:///a", "ftp://example.org/", "file:///a",
            "http://a b/", "http://user@h/", "http://user:pw@h/", "http://h:0/", "http://h:65536/", "http://h:-1/",
            "http://h:1x/", "http://[::1/", "http://[1.2.3.4]/", "http://[x]/", "http://h\\@evil/", "http://hü/",
            "http://h/\r\n", "http://h/\u{0}", "http://h\t/", "http://::1/", "http://h%41/", " http://h/",
            "javascript:x",
        ])
    func unusable(_ text: String) {
        let error = #expect(throws: FdnixError.self) { try URLParts(text) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains { $0.isNewline } == false)
    }

    @Test(
        "References of RFC 3986 §5.4, as far as they are for http",
        arguments: [
            ("g:h", nil), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"), ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"), (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
            ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"), ("g/./h", "http://a/b/c/g/h"),
            ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"), ("/a:b", "http://a/a:b"),
            ("https://x/y", "https://x/y"), ("javascript:alert(1)", nil), ("/a\nb", nil), ("//u@h/", nil),
            ("a b", "http://a/b/c/a%20b"),
        ] as [(String, String?)])
    func references(_ reference: String, _ expected: String?) throws {
        let base = try URLParts("http://a/b/c/d;p?q")
        guard let expected else {
            #expect(throws: FdnixError.self) { try base.resolving(reference) }
            return
        }
        #expect(try base.resolving(reference).description == expected)
    }

    @Test("Any text: an error, or an address of one line that reads the same again and makes a request")
    func fuzz() throws {
        var random = SplitMix(41)
        let alphabet = Array("htps:/?#[]@.%:0129afAF \\-_~\"<>{}|^`;=&+é\u{301}日\r\n\t\u{0}\u{7F}".unicodeScalars)
        let base = try URLParts("https://example.org/a/b?c")
        for _ in 0..<TestSettings.fuzzIterations(5_000) {
            var text = Bool.random(using: &random) ? "http://h" : ""
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                text.unicodeScalars.append(alphabet[.random(in: 0..<alphabet.count, using: &random)])
            }
            for parts in [try? URLParts(text), try? base.resolving(text)] {
                guard let parts else { continue }
                let whole = parts.description
                #expect(whole.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
                #expect(try URLParts(whole) == parts)
                #expect(try URLParts(parts.request()) == parts)
                #expect(!parts.authority.contains("@") && parts.target.hasPrefix("/"))
            }
        }
    }

    @Test("Percent-encoding: encoded text decodes to itself, and any text decodes to something")
    func percentEncoding() {
        var random = SplitMix(42)
        let alphabet = Array("%+abAF09-._~/ é日\u{0}\u{301}".unicodeScalars)
        for _ in 0..<TestSettings.fuzzIterations(2_000) {
            var text = ""
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                text.unicodeScalars.append(alphabet[.random(in: 0..<alphabet.count, using: &random)])
            }
            let encoded = PercentEncoding.encode(text)
            #expect(
                encoded.utf8.allSatisfy {
                    ("-._~%".utf8.contains($0)) || Character(.init($0)).isLetter || Character(.init($0)).isNumber
                })
            for plusIsSpace in [true, false] {
                #expect(Array(PercentEncoding.decode(encoded, plusIsSpace: plusIsSpace).utf8) == Array(text.utf8))
                #expect(PercentEncoding.decode(text, plusIsSpace: plusIsSpace).utf8.count <= text.utf8.count * 3)
            }
        }
        #expect(PercentEncoding.encode("a/b c", keeping: "/") == "a/b%20c")
        #expect(PercentEncoding.encode("a/b") == "a%2Fb" && PercentEncoding.encode("ü~") == "%C3%BC~")
        #expect(PercentEncoding.decode("a+b%2", plusIsSpace: true) == "a b%2")
        #expect(PercentEncoding.decode("%FF") == "\u{FFFD}")
    }
}
