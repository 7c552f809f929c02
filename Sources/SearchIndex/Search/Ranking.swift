import Basics

/// Brings the legs together: one score for each matching document.
struct Ranking {
    let index: SearchIndex
    let profile: RankingProfile
    let lexical: LexicalLeg
    let request: SearchRequest
    private let lexicalScale: Float

    init(index: SearchIndex, profile: RankingProfile, lexical: LexicalLeg, request: SearchRequest) {
        self.index = index
        self.profile = profile
        self.lexical = lexical
        self.request = request
        lexicalScale = lexical.maximum > 0 ? 1 / Float(lexical.maximum) : 0
    }

    /// The bonus of an exact match; everything else together stays below one step.
    private static let tierStep: Float = 10

    /// The key itself, then names, then programs; but a name inside a set comes after the programs of the top
    /// level: who types `rg` wants ripgrep, not an editor's package for it.
    private func tier(_ match: NameMatch, _ document: Int) -> Float {
        let isNested = profile.isNested(index.flags[document])
        return switch match {
        case .key: 5 * Self.tierStep
        case .name: (isNested ? 2 : 4) * Self.tierStep
        case .program: (isNested ? 1 : 3) * Self.tierStep
        default: 0
        }
    }

    /// Being well known for a part of the query counts as far as the document covers the rest, and less where the
    /// query speaks of a package set and the document is in another.
    private func topic(_ document: Int, _ scratch: Scratch) -> Float {
        let bonus = scratch.topics[document]
        guard bonus > 0 else { return 0 }
        let coverage = lexical.coverage(scratch.coverage[document])
        let elsewhere = request.preferred.map { !$0.passes(document, index.facets) } ?? false
        return bonus * (profile.topicCoverageFloor + (1 - profile.topicCoverageFloor) * coverage)
            * (elsewhere ? profile.otherSetFactor : 1)
    }

    private func lexicalPart(_ document: Int, _ scratch: Scratch) -> Float {
        let coverage = lexical.coverage(scratch.coverage[document])
        let factor = profile.coverageFloor + (1 - profile.coverageFloor) * coverage
        return Float(scratch.lexical[document]) * lexicalScale * factor
    }

    private func semanticPart(_ cosine: Float) -> Float {
        max(0, (cosine - profile.cosineFloor) / (1 - profile.cosineFloor))
    }

    private func prior(_ document: Int) -> Float {
        let own = Float(index.priors[document]) / 255
        guard let preferred = request.preferred, preferred.passes(document, index.facets) else { return own }
        return min(1, own + 0.8)
    }

    private func penalty(_ document: Int) -> Float {
        index.flags[document] & profile.demotedFlags != 0 ? profile.flagPenalty : 0
    }

    /// The score before the comparison of variants.
    @inline(__always)
    func score(_ document: Int, _ scratch: Scratch) -> Float {
        let alpha = request.vector == nil ? 0 : profile.alpha
        let mixed =
            (1 - alpha) * lexicalPart(document, scratch) + alpha * semanticPart(scratch.cosines[document])
        let factor = 1 + profile.priorWeight * prior(document)
        return tier(scratch.matches[document], document) + scratch.names[document] + topic(document, scratch) + mixed
            * factor - penalty(document)
    }

    /// The parts of the score.
    func explain(_ document: Int, _ scratch: Scratch, total: Float) -> Explanation {
        let cosine = scratch.cosines[document]
        return Explanation(
            match: scratch.matches[document], tier: tier(scratch.matches[document], document),
            name: scratch.names[document], topic: topic(document, scratch),
            lexical: lexicalPart(document, scratch), coverage: lexical.coverage(scratch.coverage[document]),
            words: lexical.contributions(document, index), cosine: cosine >= 0 ? cosine : nil,
            prior: prior(document), penalty: penalty(document) + max(0, score(document, scratch) - total))
    }
}
