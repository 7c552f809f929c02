import Text

/// The lexical leg: the words of the query as terms with weights, for BM25F.
///
/// A *leg* is one of the ways in which documents are found: by words here, by name (`NameLeg`), by topic (`TopicLeg`), by
/// embedding (`SemanticLeg`). Each finds and scores on its own; `Ranking` makes one score of them.
///
/// Every matching document is counted, because the number of matches is part of the answer; `MaxScore` scores those that
/// can be among the best.
struct LexicalLeg {
    /// A word of the query with the terms it stands for.
    struct Word {
        var text: [UInt8]
        /// Terms with their weights; the best of them counts.
        var terms: [(term: Int, weight: UInt32)]
        /// The largest score the word can give.
        var maximum: UInt32
    }

    private(set) var words: [Word] = []
    /// The largest score all words together can give.
    private(set) var maximum: UInt32 = 0
    /// Whether the query describes a thing, rather than names it or its kind: four words and more, without function words,
    /// numbers, and the two that speak of a set ("python library", "r package").
    private(set) var isSentence = false
    /// Whether some word is in no document, or as good as none: then it may be misspelt.
    private(set) var hasUnknownWord = false

    /// Fixed-point units of an inverse document frequency of one.
    private static let unit: Float = 64

    /// Looks up the words of `query`.
    init(_ request: SearchRequest, _ index: SearchIndex, _ profile: RankingProfile) {
        let query = request.query
        let few = query.words.count
        var contentWords = request.preferred == nil ? 0 : -2
        for (i, text) in query.words.enumerated() {
            var word = Word(text: text, terms: [], maximum: 0)
            let isStop = StopWords.contains(text)
            // A function word is looked for in names, and only where the query is not a sentence.
            if isStop && few > 2 { continue }
            let factor = text.allSatisfy(Bytes.isDigit) ? profile.numberWeight : 1
            add(text, factor, index, &word)
            if !isStop {
                // `.net` is there beside `net`, and a version says nothing of what a thing is for.
                if text.allSatisfy(Bytes.isLetter) { contentWords += 1 }
                var stem = text
                EnglishStemmer.stem(&stem)
                if stem != text, !word.terms.isEmpty || !Self.isChance(stem, index) { add(stem, 1, index, &word) }
                for synonym in request.synonyms[text] ?? [] { add(synonym, profile.synonymWeight, index, &word) }
                if word.terms.allSatisfy({ Self.isRare($0.term, index) }) { hasUnknownWord = true }
                if word.terms.isEmpty { expand(text, isLast: i == few - 1, index, profile, &word) }
            }
            // A word that no document has weighs as much as one that a single document has.
            if word.terms.isEmpty { word.maximum = weight(BM25F.idf(1, of: index.documentCount)) * 255 }
            words.append(word)
            maximum += word.maximum
        }
        isSentence = contentWords >= 4
    }

    /// A word that no text has, but whose stem a few have, is not that stem's inflection but something mistyped:
    /// "gitae" means gitea, and not the one package called gita.
    private static func isChance(_ stem: [UInt8], _ index: SearchIndex) -> Bool {
        guard let term = stem.withUnsafeBytes({ index.terms.index(of: $0) }) else { return false }
        return index.postings.count(term) <= 8
    }

    /// A word that a few descriptions have and no name is often their authors' typo.
    private static func isRare(_ term: Int, _ index: SearchIndex) -> Bool {
        index.postings.count(term) <= 2 && !index.postings.isName(term)
    }

    private func weight(_ idf: Float) -> UInt32 { UInt32(max(1, (idf * Self.unit).rounded())) }

    private func add(_ text: [UInt8], _ factor: Float, _ index: SearchIndex, _ word: inout Word) {
        guard let term = text.withUnsafeBytes({ index.terms.index(of: $0) }) else { return }
        add(term, factor, index, &word)
    }

    private func add(_ term: Int, _ factor: Float, _ index: SearchIndex, _ word: inout Word) {
        let count = index.postings.count(term)
        guard count > 0, !word.terms.contains(where: { $0.term == term }) else { return }
        let weight = weight(BM25F.idf(count, of: index.documentCount) * factor)
        word.terms.append((term, weight))
        word.maximum = max(word.maximum, weight * 255)
    }

    /// For a word that is not a term: terms of names it begins (when it is the last, still being typed), else terms of
    /// names one or two edits away.
    private func expand(
        _ text: [UInt8], isLast: Bool, _ index: SearchIndex, _ profile: RankingProfile, _ word: inout Word
    ) {
        if isLast && text.count >= 2 {
            let range = text.withUnsafeBytes { index.terms.range(prefix: $0) }
            let byCount = range.filter(index.postings.isName).sorted {
                (index.postings.count($0), $1) > (index.postings.count($1), $0)
            }
            for term in byCount.prefix(Self.maximumExpansions) { add(term, profile.expansionWeight, index, &word) }
        }
        guard word.terms.isEmpty, let first = text.first else { return }
        let limit = FuzzyMatcher.allowed(length: text.count)
        guard limit > 0 else { return }
        var matcher = FuzzyMatcher(text, limit: limit)
        var found: [(distance: Int, term: Int)] = []
        matcher.forEachMatch(in: index.terms, [first].withUnsafeBytes { index.terms.range(prefix: $0) }) {
            if index.postings.isName($0) { found.append(($1, $0)) }
        }
        guard let nearest = found.map(\.distance).min() else { return }
        let best = found.filter { $0.distance == nearest }.sorted {
            (index.postings.count($0.term), $1.term) > (index.postings.count($1.term), $0.term)
        }
        // All weigh as much as the most frequent: the rarest is not the likeliest to be meant.
        let chosen = best.prefix(4)
        let common = chosen.first.map { BM25F.idf(index.postings.count($0.term), of: index.documentCount) } ?? 1
        for (distance, term) in chosen {
            let own = BM25F.idf(index.postings.count(term), of: index.documentCount)
            add(term, profile.expansionWeight / Float(distance) * min(1, common / max(own, 1)), index, &word)
        }
    }

    /// A short prefix begins many terms; the most frequent stand for it.
    private static let maximumExpansions = 32

    /// Adds the documents of all words to a set.
    func match(_ index: SearchIndex, into matches: DocumentSet) {
        for word in words {
            for (term, _) in word.terms { matches.formUnion(term, index) }
        }
    }

    /// The score of one document, and the weight of the words it has.
    func score(of document: Int, _ index: SearchIndex) -> (score: UInt32, covered: UInt32) {
        var (score, covered): (UInt32, UInt32) = (0, 0)
        for word in words {
            let best = word.terms.map { $0.weight &* UInt32(index.postings.impact($0.term, document)) }.max() ?? 0
            guard best > 0 else { continue }
            score &+= best
            covered &+= word.maximum
        }
        return (score, covered)
    }

    /// The part of each matched word in a document's lexical score, 0...1 together.
    func contributions(_ document: Int, _ index: SearchIndex) -> [String: Float] {
        var parts: [String: Float] = [:]
        for word in words {
            let best = word.terms.map { $0.weight * UInt32(index.postings.impact($0.term, document)) }.max() ?? 0
            if best > 0 { parts[String(decoding: word.text, as: UTF8.self)] = Float(best) / Float(max(maximum, 1)) }
        }
        return parts
    }
}
