import TestSupport
import Testing

@testable import SearchEngine

@Suite("Ranking")
struct RankingTests {
    /// A thousand made-up packages with colliding names.
    private func corpus() throws -> SearchIndex {
        var random = SplitMix(5)
        let parts = ["git", "lab", "tool", "fox", "fire", "view", "edit", "net", "c++", "x", "10", "lib"]
        var documents: [String: IndexDocument] = [:]
        for i in 0..<1000 {
            let name = (0..<Int.random(in: 1...3, using: &random)).map { _ in parts.randomElement(using: &random) ?? "x"
            }
            .joined(separator: ["-", "_", ""].randomElement(using: &random) ?? "")
            let key = (i % 3 == 0 ? "pySet\(i % 4)." : "") + name
            documents[key] = document(
                key, name: name, program: i % 5 == 0 ? parts[i % parts.count] : "",
                description: parts.shuffled(using: &random).prefix(4).joined(separator: " "),
                prior: key.contains(".") ? 0.2 : 0.8)
        }
        return try index(Array(documents.values))
    }

    @Test("An exact key is always first, for every key of the index, in any case")
    func exactFirst() throws {
        let index = try corpus()
        let searcher = Searcher(index)
        for number in 0..<index.documentCount {
            let key = index.stored(number, 0)
            for text in [key, key.uppercased()] {
                var request = SearchRequest(Query(parsing: text))
                request.limit = 1
                let best = searcher.search(request).hits.first.map { index.stored($0.document, 0) }
                #expect(best?.lowercased() == key.lowercased())
            }
        }
    }

    @Test("Exact keys come before exact names, names before programs, programs before the rest")
    func tiers() throws {
        let index = try index([
            document("other", name: "tool"), document("zzz", program: "tool"), document("tool"),
            document("tool-kit", description: "tool tool tool"), document("bystander", description: "a tool"),
        ])
        #expect(keys(index, "tool") == ["tool", "other", "zzz", "tool-kit", "bystander"])
    }

    @Test("A name inside a set comes after a program of the top level")
    func nestedNames() throws {
        let index = try index([
            document("editor.rg", name: "rg", prior: 0.2), document("ripgrep", program: "rg"),
            document("editor.wrapper", program: "rg", prior: 0.2),
        ])
        #expect(keys(index, "rg") == ["ripgrep", "editor.rg", "editor.wrapper"])
    }

    @Test("A name inside a set is evidence: what is well known for the word comes before it, all else after")
    func nestedEvidence() throws {
        var known = document("kit", description: "json tool")
        known.knownAs = [(.topic, "json", 0)]
        known.texts[.topics] = "json"
        let index = try index([
            known, document("set.json", name: "json", prior: 0.2), document("other", description: "something for json"),
        ])
        #expect(keys(index, "json") == ["kit", "set.json", "other"])
        #expect(keys(index, "set.json").first == "set.json")
    }

    @Test("What the application says that the query names leads, in its order")
    func leading() throws {
        let index = try index([document("a"), document("b"), document("set.c", prior: 0.1), document("d", flags: 1)])
        func number(_ key: String) -> Int { index.document(key: key) ?? -1 }
        let found = keys(index, "a b") {
            $0.leading = [number("set.c"), number("d"), 99, -1]
            $0.excludedFlags = 1
            $0.forgivenFlags = 1
        }
        #expect(found.prefix(2) == ["set.c", "d"])
    }

    @Test("A name two edits away is found where none is one away")
    func twoEdits() throws {
        let index = try index([document("wireguard"), document("firefox"), document("fire")])
        #expect(keys(index, "firfxo") == ["firefox"])
        #expect(keys(index, "wxrexuarx").isEmpty)
    }

    @Test("A topic is found in any wording and order, and the best known comes first")
    func topics() throws {
        var known = document("vault")
        known.knownAs = [(.topic, "password manager", 0), (.alias, "the safe", 0), (.alternative, "lockbox", 1)]
        var lesser = document("box")
        lesser.knownAs = [(.topic, "password manager", 3), (.alternative, "lockbox", 0)]
        known.texts[.topics] = "password manager"
        lesser.texts[.topics] = "password manager"
        let index = try index([known, lesser, document("other", description: "manage passwords")])
        for text in ["password manager", "manage passwords", "manager for passwords", "password managing tool"] {
            #expect(keys(index, text).prefix(2).contains("vault"))
        }
        #expect(keys(index, "password manager").prefix(2) == ["vault", "box"])
        #expect(keys(index, "the safe").first == "vault")
        #expect(keys(index, "lockbox alternative") { $0.alternativeTo = "lockbox" }.prefix(2) == ["box", "vault"])
        #expect(keys(index, "lockbox").isEmpty)
    }

    @Test("Spellings with other separators meet")
    func joined() throws {
        let index = try index([
            document("docker-compose"), document("docker", description: "compose containers"), document("compose2nix"),
        ])
        for text in ["docker compose", "dockercompose", "docker_compose", "Docker-Compose"] {
            #expect(keys(index, text).first == "docker-compose")
        }
    }

    @Test("Prefixes find names, typos find names when nothing better does")
    func prefixesAndTypos() throws {
        let index = try index([document("firefox"), document("ripgrep", program: "rg"), document("fontforge")])
        #expect(keys(index, "fire").first == "firefox")
        #expect(keys(index, "fierfox") == ["firefox"])
        #expect(keys(index, "ripgerp") == ["ripgrep"])
        #expect(keys(index, "rippgrepp") == ["ripgrep"])
        #expect(keys(index, "xirefox").isEmpty)
        #expect(keys(index, "fqq").isEmpty)
    }

    @Test("Phrases must occur side by side, excluded words must not occur")
    func operators() throws {
        let index = try index([
            document("a", description: "the quick brown fox"), document("b", description: "brown and quick"),
            document("c", description: "quick brown bear"),
        ])
        #expect(Set(keys(index, "\"quick brown\"")) == ["a", "c"])
        #expect(Set(keys(index, "quick -bear")) == ["a", "b"])
        #expect(keys(index, "-bear").isEmpty)
    }

    @Test("Filters and flags apply before the best are chosen, and totals count what passes")
    func filters() throws {
        let documents = (0..<300).map { i in
            document(
                "p\(i)", description: "thing", flags: i % 2 == 0 ? 1 : 0, license: [i % 10 == 0 ? "rare" : "common"])
        }
        let index = try index(documents)
        let searcher = Searcher(index)
        var request = SearchRequest(Query(parsing: "thing"))
        request.limit = 5
        #expect(searcher.search(request).total == 300)
        request.filters = [index.filter(.license) { $0 == "rare" }]
        var results = searcher.search(request)
        #expect(results.total == 30)
        #expect(results.hits.count == 5)
        request.excludedFlags = 1
        results = searcher.search(request)
        #expect(results.total == 0)
        #expect(results.hidden == 30)
    }

    @Test("An excluded document whose name is the query is forgiven, when its flags may be")
    func forgiveness() throws {
        let index = try index([
            document("steam", flags: 2), document("steam-run", flags: 2), document("worse", flags: 3),
        ])
        func found(_ text: String, forgiven: UInt8) -> [String] {
            keys(index, text) {
                $0.excludedFlags = 3
                $0.forgivenFlags = forgiven
            }
        }
        #expect(found("steam", forgiven: 2) == ["steam"])
        #expect(found("steam", forgiven: 0).isEmpty)
        #expect(found("worse", forgiven: 2).isEmpty)
    }

    @Test("Name filters keep what has the text in a name of their kind")
    func nameFilters() throws {
        let index = try index([
            document("fire-fox"), document("foxglove"), document("viewer", program: "firefly"),
            document("other", description: "fire and fox"),
        ])
        func found(_ kinds: [NameKind], _ text: String, query: String = "") -> Set<String> {
            Set(keys(index, query) { $0.nameFilters = [NameFilter(kinds, contain: text)] })
        }
        #expect(found([.key, .name], "fox") == ["fire-fox", "foxglove"])
        #expect(found([.key, .name], "firefox", query: "fire") == ["fire-fox"])
        #expect(found([.program], "fire", query: "fire") == ["viewer"])
        #expect(found([.program], "zzz", query: "fire").isEmpty)
    }

    @Test("Pages are pieces of one ordered list")
    func paging() throws {
        let index = try corpus()
        let all = keys(index, "git tool") { $0.limit = 10_000 }
        #expect(Set(all).count == all.count)
        var paged: [String] = []
        var offset = 0
        while true {
            let page = keys(index, "git tool") {
                $0.limit = 7
                $0.offset = offset
            }
            if page.isEmpty { break }
            paged += page
            offset += 7
        }
        #expect(paged == all)
    }

    @Test("Equal scores are ordered by length, then by bytes")
    func ties() throws {
        let index = try index(
            ["bb", "a", "ccc", "ab", "aaaa"].map { document("k.\($0)", name: "n", description: "same") })
        #expect(keys(index, "same") == ["k.a", "k.ab", "k.bb", "k.ccc", "k.aaaa"])
    }

    @Test("Scores never increase, and the same request gives the same answer")
    func monotonous() throws {
        let index = try corpus()
        let searcher = Searcher(index)
        for text in ["git", "fire fox", "c++", "lib net view", "edti"] {
            let first = searcher.search(SearchRequest(Query(parsing: text)))
            #expect(zip(first.hits, first.hits.dropFirst()).allSatisfy { $0.score >= $1.score })
            #expect(searcher.search(SearchRequest(Query(parsing: text))).hits == first.hits)
        }
    }

    @Test("An explanation names the match and adds up to the score")
    func explanations() throws {
        let index = try corpus()
        var request = SearchRequest(Query(parsing: "git lab"))
        request.explain = true
        let profile = RankingProfile()
        for hit in Searcher(index).search(request).hits {
            let parts = try #require(hit.explanation)
            let sum =
                parts.tier + parts.name + parts.topic + parts.lexical * (1 + profile.priorWeight * parts.prior)
                - parts.penalty
            #expect(abs(sum - hit.score) < 1e-4)
            #expect(
                abs(
                    parts.words.values.reduce(0, +)
                        * (profile.coverageFloor + (1 - profile.coverageFloor) * parts.coverage) - parts.lexical) < 1e-3
            )
        }
    }

    @Test(
        "A name that is being typed is completed by what is well known, and the same searcher then searches as before")
    func completion() throws {
        let index = try index([
            document("firefox", prior: 0.9), document("fire", prior: 0.1), document("firewall-tool", prior: 0.2),
            document("notes", description: "fire fire fire"),
        ])
        let searcher = Searcher(index)
        func found(isCompletion: Bool) -> [String] {
            var request = SearchRequest(Query(parsing: "fire"))
            request.isCompletion = isCompletion
            return searcher.search(request).hits.map { index.stored($0.document, 0) }
        }
        let before = found(isCompletion: false)
        let scores = [false, true].map { isCompletion in
            var request = SearchRequest(Query(parsing: "fire"))
            request.isCompletion = isCompletion
            return searcher.search(request).hits.map(\.score)
        }
        #expect(scores[0] != scores[1])
        #expect(found(isCompletion: true).prefix(2) == ["fire", "firefox"])
        #expect(found(isCompletion: false) == before)
    }

    @Test("A document that the index does not have has nothing")
    func outside() throws {
        let index = try index([document("a", license: ["MIT"])])
        for number in [-1, 1, 2, Int.max, Int.min] {
            #expect(index.facetValues(number, .license).isEmpty)
            var values = 0
            index.forEachFacetValue(number, .license) { _ in values += 1 }
            #expect(values == 0)
            #expect(index.stored(number, 0).isEmpty)
            #expect(index.flags(of: number) == 0 && index.prior(of: number) == 0)
            #expect(index.variants(of: number).isEmpty)
            #expect(Searcher(index).similar(to: number, limit: 5).isEmpty)
        }
        #expect(index.facetValues(0, FacetColumn(rawValue: 99)).isEmpty)
        #expect(index.facetValues(0, FacetColumn(rawValue: -1)).isEmpty)
    }

    @Test("Hostile queries get an answer")
    func hostileQueries() throws {
        let index = try corpus()
        let texts = [
            "", " ", "\"", "\"\"", "-", "--", "- -", "label:", ":", "::::", String(repeating: "a ", count: 10_000),
            String(repeating: "x", count: 1 << 20), "\u{0}\u{1}\u{7F}", "🦊🦊🦊", "\u{202E}git", "c++ c# .net +++ ###",
            String(repeating: "\"", count: 999), "'; DROP TABLE packages; --", "%s%n", "../../etc/passwd",
            String(decoding: [0xFF, 0xFE, 0x67, 0x69, 0x74], as: UTF8.self), "e\u{301}\u{301}\u{301}", "漢字 かな",
        ]
        for text in texts {
            let results = Searcher(index).search(SearchRequest(Query(parsing: text)))
            #expect(results.hits.count == min(results.total, 50))
            #expect(Set(results.hits.map(\.document)).count == results.hits.count)
            #expect(results.hits.allSatisfy { $0.score.isFinite && $0.document < index.documentCount })
        }
    }
}
