import Basics
import Embedding
import Text

/// Answers requests on one index, one at a time, in memory it keeps between them.
///
/// Make one for each thread; the index itself is shared.
public final class Searcher {
    /// The index that is searched.
    public let index: SearchIndex
    /// The constants of the ranking.
    public var profile: RankingProfile
    private var scratch: Scratch

    /// A searcher with its own working memory (about 4 MB for 100,000 documents).
    public init(_ index: SearchIndex, profile: RankingProfile = RankingProfile()) {
        self.index = index
        self.profile = profile
        scratch = Scratch(
            documents: index.documentCount, vectors: index.vectorCount, groups: index.counts.groups)
    }

    /// The embedding of a query by the index's own model, nil where it has none or knows no word of the query.
    public func embed(_ text: String) -> [Float]? {
        guard let model = index.model, index.vectorCount > 0 else { return nil }
        var vector = [Float](repeating: 0, count: model.dimension)
        let known = vector.withUnsafeMutableBufferPointer { model.embed(text, into: $0) }
        return known ? vector : nil
    }

    /// Answers a request. The same index, request and profile give the same answer, always.
    public func search(_ request: SearchRequest) -> SearchResults {
        defer { scratch.clear() }
        let query = request.query
        let lexical = LexicalLeg(request, index, profile)
        if query.isEmpty {
            guard !request.filters.isEmpty || !request.nameFilters.isEmpty else { return SearchResults() }
            for document in 0..<index.documentCount { scratch.touch(document) }
        } else {
            if request.lexical {
                lexical.run(index, &scratch)
                NameLeg(request, index, profile).run(&scratch, hasUnknownWord: lexical.hasUnknownWord)
                TopicLeg(lexical, index, profile).run(&scratch)
            }
            if let vector = request.vector { SemanticLeg.run(vector, index, profile, &scratch) }
        }
        bar(query.excluded)
        for filter in request.nameFilters { bar(allBut: filter) }
        return rank(request, lexical)
    }

    /// The documents whose embeddings are nearest to a document's own, best first; its variants are left out.
    public func similar(to document: Int, limit: Int) -> [Hit] {
        guard document < index.documentCount, let own = index.vectors.vector(of: document) else { return [] }
        defer { scratch.clear() }
        SemanticLeg.run(index.vectors.floats(own), index, profile, &scratch)
        let group = index.groups[document]
        var top = TopHits(capacity: limit)
        scratch.forEachTouched { other in
            guard other != document, group == 0 || index.groups[other] != group else { return }
            top.offer(scratch.cosines[other], other)
        }
        return top.sorted().map { Hit(document: $0.document, score: $0.score) }
    }

    // MARK: Matching

    private func bar(_ words: [[UInt8]]) {
        for word in words {
            var stem = word
            PorterStemmer.stem(&stem)
            for text in Set([word, stem]) {
                guard let term = text.withUnsafeBytes({ index.terms.index(of: $0) }) else { continue }
                index.postings.forEach(term) { document, _ in
                    scratch.touch(document)
                    scratch.barred[document] = true
                }
            }
        }
    }

    /// Bars the touched documents without a fitting name. One pass over the names: what the text is part of cannot be
    /// looked up.
    private func bar(allBut filter: NameFilter) {
        let key = NameTokenizer.key(filter.text)
        let kinds = filter.kinds.reduce(0) { $0 | $1.bit }
        var passing = [Bool](repeating: false, count: index.documentCount)
        for name in 0..<index.names.count where ByteOrder.contains(index.names[name], key) {
            index.names.forEach(name) { entry in
                if entry.kinds & kinds != 0, entry.document < passing.count { passing[entry.document] = true }
            }
        }
        var barred: [Int] = []
        scratch.forEachTouched { if $0 < passing.count, !passing[$0] { barred.append($0) } }
        for document in barred { scratch.barred[document] = true }
    }

    /// Whether a touched document matches the query, filters and flags aside.
    @inline(__always)
    private func matches(_ document: Int, _ request: SearchRequest) -> Bool {
        guard document < index.documentCount, !scratch.barred[document] else { return false }
        return request.query.isEmpty || scratch.lexical[document] > 0 || scratch.matches[document] != .none
            || scratch.cosines[document] >= 0
    }

    /// Whether a document that passes the filters has the phrases and no flag that excludes it.
    private func admits(_ document: Int, _ request: SearchRequest, hidden: inout Int) -> Bool {
        for phrase in request.query.phrases where !contains(document, phrase) { return false }
        let excluded = index.flags[document] & request.excludedFlags
        guard excluded != 0 else { return true }
        if scratch.matches[document].isExact && excluded & ~request.forgivenFlags == 0 { return true }
        hidden += 1
        return false
    }

    /// Whether some stored text of a document has the words of a phrase side by side.
    private func contains(_ document: Int, _ phrase: [[UInt8]]) -> Bool {
        for field in 0..<index.store.fieldCount {
            let text = index.store.value(document, field)
            guard text.count >= phrase.reduce(-1, { $0 + $1.count + 1 }) else { continue }
            let words = Query.words(Substring(String(decoding: text, as: UTF8.self)))
            guard words.count >= phrase.count else { continue }
            for start in 0...(words.count - phrase.count)
            where words[start..<start + phrase.count].elementsEqual(phrase) { return true }
        }
        return false
    }

    // MARK: Ranking

    private func rank(_ request: SearchRequest, _ lexical: LexicalLeg) -> SearchResults {
        var results = SearchResults()
        var candidates: [(score: Float, document: Int)] = []
        let ranking = Ranking(index: index, profile: profile, lexical: lexical, request: request)
        var counter = request.facets.isEmpty ? nil : FacetCounter(request.facets, index.facets)
        scratch.forEachTouched { document in
            guard matches(document, request) else { return }
            if let failed = request.filters.first(where: { !$0.passes(document, index.facets) }) {
                // Still counted by the column whose filter alone keeps it out.
                guard counter != nil, !request.filters.contains(where: { $0.column != failed.column && !$0.passes(document, index.facets) })
                else { return }
                var ignored = 0
                if admits(document, request, hidden: &ignored) { counter?.add(document, only: failed.column) }
                return
            }
            guard admits(document, request, hidden: &results.hidden) else { return }
            counter?.add(document)
            candidates.append((ranking.score(document, scratch), document))
        }
        if let counter { results.facets = counter.results() }
        for (score, document) in candidates {
            let group = Int(index.groups[document])
            guard group != 0, group < scratch.groupBest.count else { continue }
            if scratch.groupBest[group] < 0 { scratch.groupsTouched.append(group) }
            scratch.groupBest[group] = max(scratch.groupBest[group], score)
        }
        results.total = candidates.count
        let (wanted, overflow) = request.offset.addingReportingOverflow(request.limit)
        var top = TopHits(capacity: overflow ? candidates.count : min(wanted, candidates.count))
        for (score, document) in candidates {
            top.offer(score - variantPenalty(document, score), document)
        }
        for (score, document) in top.sorted().dropFirst(request.offset) {
            var hit = Hit(document: document, score: score)
            if request.explain { hit.explanation = ranking.explain(document, scratch, total: score) }
            results.hits.append(hit)
        }
        return results
    }

    /// The best variant of a group (the first, where several are equally good) keeps its score.
    private func variantPenalty(_ document: Int, _ score: Float) -> Float {
        let group = Int(index.groups[document])
        guard group != 0, group < scratch.groupBest.count else { return 0 }
        guard score == scratch.groupBest[group] else { return profile.variantPenalty }
        // Taken: the next one with the same score is a lesser variant.
        scratch.groupBest[group] = .infinity
        return 0
    }
}
