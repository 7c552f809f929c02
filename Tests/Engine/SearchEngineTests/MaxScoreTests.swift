import Basics
import TestSupport
import Testing

@testable import SearchEngine

@Suite("Leaving out what cannot be among the best")
struct MaxScoreTests {
    @Test("Gives the documents, scores and totals of scoring everything, on random indexes and queries")
    func randomIndexes() throws {
        var random = SplitMix(21)
        for size in [40, 700, 5000] {
            let index = try randomIndex(documents: size, &random)
            for _ in 0..<TestSettings.fuzzIterations(30) {
                let request = randomRequest(index, &random)
                check(Searcher(index, profile: randomProfile(&random)), request)
            }
        }
    }

    @Test("Works past the border of a chunk of postings")
    func chunks() throws {
        let size = PostingLists.chunkSize + 3000
        // Words in few documents, so that building takes little time, but on both sides of the border.
        let documents = (0..<size).map { i in
            var document = IndexDocument(key: "k\(i)")
            document.prior = Float(i % 7) / 10
            if i % 40 == 0 || i > size - 300 {
                document.texts = [.description: ["red", "green", "red green", "blue red"][i % 4]]
                document.group = i % 80 == 0 ? "g\(i % 13)" : ""
            }
            return document
        }
        let searcher = Searcher(try index(documents))
        for text in ["red", "green blue", "red green blue", "blue"] {
            var request = SearchRequest(Query(parsing: text))
            request.limit = 30
            searcher.prunes = true
            let pruned = searcher.search(request)
            searcher.prunes = false
            let exhaustive = searcher.search(request)
            #expect(pruned.hits == exhaustive.hits && pruned.total == exhaustive.total)
            let term = try #require(Query.terms(text).first)
            let count = try #require(term.withUnsafeBytes { searcher.index.terms.index(of: $0) })
            #expect(pruned.total >= searcher.index.postings.count(count))
        }
    }

    @Test("Scores few documents where the best are plain")
    func leavesOut() throws {
        let documents = (0..<6000).map { i in
            document("p\(i)", description: i % 3 == 0 ? "common words here" : "other things", prior: i < 100 ? 1 : 0.1)
        }
        let index = try index(documents)
        var request = SearchRequest(Query(parsing: "common words"))
        request.limit = 10
        let lexical = LexicalLeg(request, index, RankingProfile())
        let scratch = Scratch(documents: index.documentCount, vectors: 0, groups: 0)
        lexical.match(index, into: scratch.matches)
        let ranking = Ranking(index: index, profile: RankingProfile(), lexical: lexical, request: request)
        let priors = [UInt8](repeating: 255, count: FrequentTerms.blockCount(documents: index.documentCount))
        var pruned = MaxScore(lexical, ranking, scratch, priorMaxima: priors, wanted: 10, prunes: true)
        #expect(pruned.run().count < 200)
        var exhaustive = MaxScore(lexical, ranking, scratch, priorMaxima: priors, wanted: 10, prunes: false)
        #expect(exhaustive.run().count == 2000)
    }

    /// Compares the searcher's answer with and without leaving out, and with the definition.
    private func check(_ searcher: Searcher, _ request: SearchRequest) {
        searcher.prunes = true
        let pruned = searcher.search(request)
        searcher.prunes = false
        let exhaustive = searcher.search(request)
        let text = Comment(rawValue: request.query.text)
        #expect(pruned.hits == exhaustive.hits, text)
        #expect(pruned.total == exhaustive.total && pruned.hidden == exhaustive.hidden, text)
        let expected = reference(searcher.index, searcher.profile, request)
        #expect(pruned.total == expected.total && pruned.hidden == expected.hidden, text)
        #expect(pruned.hits == expected.hits, text)
        #expect(pruned.documents == expected.documents && pruned.hasWords == expected.hasWords, text)
        if request.filters.isEmpty, request.collapsesVariants { #expect(pruned.facets == expected.facets, text) }
    }

    /// The definition of an answer, document by document.
    private func reference(_ index: SearchIndex, _ profile: RankingProfile, _ request: SearchRequest) -> SearchResults {
        let lexical = LexicalLeg(request, index, profile)
        let marks = Scratch(
            documents: index.documentCount, vectors: index.vectorCount, groups: index.groups.count)
        var hasWords = false
        if !request.query.isEmpty {
            if request.lexical {
                NameLeg(request, index, profile).run(marks, hasUnknownWord: lexical.hasUnknownWord)
                TopicLeg(lexical, index, profile).run(marks)
            }
            hasWords =
                request.lexical
                && (lexical.words.isEmpty || !marks.marked.isEmpty
                    || (0..<index.documentCount).contains { lexical.score(of: $0, index).score > 0 })
            if let vector = request.vector { SemanticLeg.run(vector, index, profile, marks) }
        }
        let ranking = Ranking(index: index, profile: profile, lexical: lexical, request: request)
        var results = SearchResults()
        guard !request.query.isEmpty || !request.filters.isEmpty else { return results }
        var scored: [(score: Float, document: Int)] = []
        for document in 0..<index.documentCount {
            let (score, covered) = request.lexical ? lexical.score(of: document, index) : (0, 0)
            guard score > 0 || marks.marked.contains(document) || request.query.isEmpty else { continue }
            guard request.filters.allSatisfy({ $0.passes(document, index.facets) }) else { continue }
            guard !request.query.excluded.contains(where: { has(document, $0, index) }) else { continue }
            let excluded = index.flags[document] & request.excludedFlags
            let isNamed = marks.mark(of: document).match.isByName
            guard excluded == 0 || (isNamed && excluded & ~request.forgivenFlags == 0) else {
                results.hidden += 1
                continue
            }
            scored.append((ranking.score(document, marks.mark(of: document), score, covered), document))
        }
        results.documents = scored.count
        results.hasWords = hasWords
        if request.collapsesVariants {
            collapse(scored, request, index, &results)
            return results
        }
        results.total = scored.count
        var leaders: [Int: (score: Float, document: Int)] = [:]
        for item in scored where index.groups.group(of: item.document) != 0 {
            let group = index.groups.group(of: item.document)
            if leaders[group].map({ $0.score < item.score }) ?? true { leaders[group] = item }
        }
        let final = scored.map { item -> (score: Float, document: Int) in
            let leader = leaders[index.groups.group(of: item.document)]
            let isLesser = leader.map { $0.document != item.document } ?? false
            return (isLesser ? item.score - ranking.variantPenalty(item.document) : item.score, item.document)
        }.sorted { $0.score != $1.score ? $0.score > $1.score : $0.document < $1.document }
        results.hits = final.dropFirst(request.offset).prefix(request.limit)
            .map { Hit(document: $0.document, score: $0.score) }
        return results
    }

    /// One result a thing: its best variant, of equally good ones the first.
    private func collapse(
        _ scored: [(score: Float, document: Int)], _ request: SearchRequest, _ index: SearchIndex,
        _ results: inout SearchResults
    ) {
        var things: [[(score: Float, document: Int)]] = []
        var places: [Int: Int] = [:]
        for item in scored {
            let group = index.groups.group(of: item.document)
            if let place = places[group] {
                things[place].append(item)
            } else {
                if group != 0 { places[group] = things.count }
                things.append([item])
            }
        }
        let ranked = things.map { thing -> (score: Float, hit: Hit) in
            let best = thing.reduce(thing[0]) { $1.score > $0.score ? $1 : $0 }
            var hit = Hit(document: best.document, score: best.score)
            hit.variants = thing.map(\.document).filter { $0 != best.document }
            return (best.score, hit)
        }.sorted { $0.score != $1.score ? $0.score > $1.score : $0.hit.document < $1.hit.document }
        results.total = things.count
        results.hits = ranked.map(\.hit).dropFirst(request.offset).prefix(request.limit).map { $0 }
        for column in request.facets {
            var counts: [String: Int] = [:]
            for thing in things {
                for value in Set(thing.flatMap { index.facetValues($0.document, column) }) {
                    counts[value, default: 0] += 1
                }
            }
            results.facets[column] = counts.map { FacetCount(value: $0.key, count: $0.value) }
                .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
        }
    }

    private func has(_ document: Int, _ word: [UInt8], _ index: SearchIndex) -> Bool {
        Set([word] + TopicKey.stems([word])).contains { text in
            guard let term = text.withUnsafeBytes({ index.terms.index(of: $0) }) else { return false }
            return index.postings.impact(term, document) > 0
        }
    }

    // MARK: Random input

    /// Words of very different frequencies, names that are words, groups, flags, topics, vectors.
    private func randomIndex(documents count: Int, _ random: inout SplitMix) throws -> SearchIndex {
        var documents: [IndexDocument] = []
        for i in 0..<count {
            let words = (0..<Int.random(in: 0...9, using: &random)).map { _ in Self.word(&random) }
            let isNested = Bool.random(using: &random)
            var document = document(
                (isNested ? "set\(i % 3)." : "") + Self.word(&random) + "-\(i)",
                name: Int.random(in: 0..<40, using: &random) == 0 ? Self.word(&random) : nil,
                description: words.joined(separator: " "),
                flags: Int.random(in: 0..<9, using: &random) == 0 ? UInt8.random(in: 1...3, using: &random) : 0,
                prior: Float.random(in: 0...1, using: &random), license: ["L\(i % 4)"],
                group: Int.random(in: 0..<4, using: &random) == 0 ? "g\(i % (count / 8 + 1))" : "",
                vector: Int.random(in: 0..<2, using: &random) == 0 ? i % 64 : nil)
            if i % 50 == 0 { document.knownAs = [(.topic, "\(Self.word(&random)) \(Self.word(&random))", i % 9)] }
            if i % 70 == 0 { document.knownAs.append((.alternative, Self.word(&random), i % 5)) }
            documents.append(document)
        }
        let vectors = (0..<64 * 64).map { _ in Float.random(in: -1...1, using: &random) }
        return try index(documents) {
            $0.vectors = vectors
            $0.dimension = 64
        }
    }

    private func randomRequest(_ index: SearchIndex, _ random: inout SplitMix) -> SearchRequest {
        var text = (0..<Int.random(in: 0...6, using: &random)).map { _ in Self.word(&random) }.joined(separator: " ")
        if Int.random(in: 0..<8, using: &random) == 0 {
            text = String(text.prefix(Int.random(in: 1...9, using: &random)))
        }
        if Int.random(in: 0..<8, using: &random) == 0 { text += " -" + Self.word(&random) }
        var request = SearchRequest(Query(parsing: text))
        request.limit = [1, 5, 20, 20, 300].randomElement(using: &random) ?? 20
        request.offset = [0, 0, 0, 7, 100].randomElement(using: &random) ?? 0
        request.excludedFlags = [0, 1, 3].randomElement(using: &random) ?? 0
        request.forgivenFlags = [0, 3].randomElement(using: &random) ?? 0
        if Bool.random(using: &random) {
            request.vector = (0..<64).map { _ in Float.random(in: -1...1, using: &random) }
        }
        if Int.random(in: 0..<5, using: &random) == 0 { request.filters = [index.filter(.license) { $0 == "L1" }] }
        if Int.random(in: 0..<5, using: &random) == 0 { request.preferred = index.filter(.set) { $0 == "set1" } }
        if Int.random(in: 0..<6, using: &random) == 0 { request.alternativeTo = Self.word(&random) }
        if Int.random(in: 0..<6, using: &random) == 0 { request.lexical = false }
        request.collapsesVariants = Bool.random(using: &random)
        if request.collapsesVariants, Bool.random(using: &random) { request.facets = [.license, .set] }
        if Int.random(in: 0..<8, using: &random) == 0 {
            request.leading = (0..<3).map { _ in Int.random(in: -1...index.documentCount, using: &random) }
        }
        for word in request.query.words where Int.random(in: 0..<3, using: &random) == 0 {
            request.synonyms[word] = [Array(Self.word(&random).utf8)]
        }
        return request
    }

    private func randomProfile(_ random: inout SplitMix) -> RankingProfile {
        var profile = RankingProfile()
        guard Bool.random(using: &random) else { return profile }
        profile.alpha = Float.random(in: 0...1, using: &random)
        profile.sentenceAlpha = Float.random(in: 0...1, using: &random)
        profile.priorWeight = Float.random(in: 0...2, using: &random)
        profile.variantPenalty = Float.random(in: 0...0.5, using: &random)
        profile.coverageFloor = Float.random(in: 0...1, using: &random)
        profile.nearest = 30
        return profile
    }

    /// One of sixty words; the first come in most documents, the last in few.
    private static func word(_ random: inout SplitMix) -> String {
        let place = Int(Float.random(in: 0...1, using: &random) * Float.random(in: 0...1, using: &random) * 60)
        let letters = Array("bdfgklmnprtvz")
        return String([letters[place % 13], "a", letters[place / 13], "o", letters[place % 7]])
    }
}
