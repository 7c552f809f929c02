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

    private func tier(_ match: NameMatch) -> Float {
        switch match {
        case .key: 3 * Self.tierStep
        case .name: 2 * Self.tierStep
        case .program: Self.tierStep
        default: 0
        }
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
        return tier(scratch.matches[document]) + scratch.names[document] + mixed * factor - penalty(document)
    }

    /// The parts of the score.
    func explain(_ document: Int, _ scratch: Scratch, total: Float) -> Explanation {
        let cosine = scratch.cosines[document]
        return Explanation(
            match: scratch.matches[document], tier: tier(scratch.matches[document]), name: scratch.names[document],
            lexical: lexicalPart(document, scratch), coverage: lexical.coverage(scratch.coverage[document]),
            words: lexical.contributions(document, index), cosine: cosine >= 0 ? cosine : nil,
            prior: prior(document), penalty: penalty(document) + max(0, score(document, scratch) - total))
    }
}
