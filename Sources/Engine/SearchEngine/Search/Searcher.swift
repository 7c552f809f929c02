import Basics
import Text

/// Answers requests on one index, one at a time, in memory it keeps between them.
///
/// Make one for each thread; the index itself is shared.
public final class Searcher {
    /// The index that is searched.
    public let index: SearchIndex
    /// The constants of the ranking.
    public let profile: RankingProfile
    /// The constants for a name that is being typed.
    public let completionProfile: RankingProfile
    /// Whether documents that cannot be among the best are left unscored; the answer is the same.
    var prunes = true
    private let scratch: Scratch
    private let matching: Matching
    /// The greatest prior of each block of documents.
    private let priorMaxima: [UInt8]
    /// The documents that are variants of the same thing as the document before them.
    private let continuing: DocumentSet

    /// A searcher with its own working memory (about 3 MB for 100,000 documents).
    public init(
        _ index: SearchIndex, profile: RankingProfile = RankingProfile(), completion: RankingProfile = .completion
    ) {
        self.index = index
        self.profile = profile
        completionProfile = completion
        scratch = Scratch(documents: index.documentCount, vectors: index.vectorCount, groups: index.counts.groups)
        matching = Matching(index, scratch)
        let size = FrequentTerms.blockSize
        priorMaxima = (0..<FrequentTerms.blockCount(documents: index.documentCount)).map { block in
            index.priors.buffer[block * size..<min((block + 1) * size, index.documentCount)].max() ?? 0
        }
        continuing = DocumentSet(documents: index.documentCount)
        for document in 1..<max(1, index.documentCount) where index.groups.group(of: document) != 0 {
            if index.groups.group(of: document) == index.groups.group(of: document - 1) { continuing.insert(document) }
        }
    }

    /// Answers a request. The same index, request and profile give the same answer, always.
    public func search(_ request: SearchRequest) -> SearchResults {
        let query = request.query
        let profile = request.isCompletion ? completionProfile : profile
        guard !query.isEmpty || !request.filters.isEmpty || !request.nameFilters.isEmpty else { return SearchResults() }
        defer { scratch.clear() }
        let lexical = LexicalLeg(request, index, profile)
        var results = SearchResults()
        if !query.isEmpty {
            if request.lexical {
                lexical.match(index, into: scratch.matches)
                NameLeg(request, index, profile).run(scratch, hasUnknownWord: lexical.hasUnknownWord)
                TopicLeg(lexical, index, profile).run(scratch)
                results.hasWords = lexical.words.isEmpty || !scratch.matches.isEmpty || !scratch.marked.isEmpty
            }
            if let vector = request.vector { SemanticLeg.run(vector, index, profile, scratch) }
        }
        matching.admit(request, &results)
        results.documents = scratch.matches.count
        results.total = request.collapsesVariants ? scratch.matches.count(runs: continuing) : results.documents
        results.hits = rank(request, lexical, profile, total: results.total)
        return results
    }

    /// The documents whose embeddings are nearest to a document's own, best first; its variants are left out.
    public func similar(to document: Int, limit: Int) -> [Hit] {
        guard document >= 0, document < index.documentCount, let own = index.vectors.vector(of: document) else {
            return []
        }
        defer { scratch.clear() }
        SemanticLeg.run(rotated: index.vectors.rotated(own), index, profile, scratch)
        let group = index.groups.group(of: document)
        var top = TopHits(capacity: max(0, limit))
        scratch.marked.forEach { other in
            guard other != document, group == 0 || index.groups.group(of: other) != group else { return }
            top.offer(scratch.mark(of: other).cosine, other)
        }
        return top.sorted().map { Hit(document: $0.document, score: $0.score) }
    }

    // MARK: Ranking

    private func rank(
        _ request: SearchRequest, _ lexical: LexicalLeg, _ profile: RankingProfile, total: Int
    ) -> [Hit] {
        let (end, overflow) = request.offset.addingReportingOverflow(request.limit)
        let wanted = max(0, overflow ? total : min(end, total))
        let ranking = Ranking(index: index, profile: profile, lexical: lexical, request: request)
        var scoring = MaxScore(
            lexical, ranking, scratch, priorMaxima: priorMaxima, wanted: wanted, prunes: prunes)
        let found = scoring.run()
        var top = TopHits(capacity: wanted)
        if request.collapsesVariants {
            for (score, document) in found { top.offer(score, document) }
        } else {
            offerVariants(found, ranking, to: &top)
        }
        return top.sorted().dropFirst(request.offset).map { score, document in
            var hit = Hit(document: document, score: score)
            if request.collapsesVariants {
                hit.variants = index.variants(of: document).filter(scratch.matches.contains)
            }
            if request.explain {
                hit.explanation = ranking.explain(document, scratch.mark(of: document), total: score)
            }
            return hit
        }
    }

    /// Offers every variant, the lesser ones of a thing for less.
    private func offerVariants(
        _ found: [(score: Float, document: Int)], _ ranking: Ranking, to top: inout TopHits
    ) {
        for (score, document) in found {
            let group = index.groups.group(of: document)
            guard group != 0 else { continue }
            if scratch.groupBest.elements[group] == -.infinity { scratch.groupsTouched.append(group) }
            scratch.groupBest.elements[group] = max(scratch.groupBest.elements[group], score)
        }
        for (score, document) in found { top.offer(score - variantPenalty(document, score, ranking), document) }
    }

    /// The best variant of a group (the first, where several are equally good) keeps its score.
    ///
    /// Documents that were left unscored make no difference: they are worse than whatever is among the best.
    private func variantPenalty(_ document: Int, _ score: Float, _ ranking: Ranking) -> Float {
        let group = index.groups.group(of: document)
        guard group != 0 else { return 0 }
        guard score == scratch.groupBest.elements[group] else { return ranking.variantPenalty(document) }
        // Taken: the next one with the same score is a lesser variant.
        scratch.groupBest.elements[group] = .infinity
        return 0
    }
}
