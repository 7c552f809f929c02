import Basics

/// Brings together what the legs found (words, names, topics, embeddings): one score for each matching document.
struct Ranking {
    let index: SearchIndex
    let profile: RankingProfile
    let request: SearchRequest
    private let lexical: LexicalLeg
    private let lexicalScale: Float
    private let maximum: Float
    private let alpha: Float
    private let nestedFlag: UInt8
    private let demotedFlags: UInt8

    init(index: SearchIndex, profile: RankingProfile, lexical: LexicalLeg, request: SearchRequest) {
        self.index = index
        self.profile = profile
        self.lexical = lexical
        self.request = request
        maximum = Float(lexical.maximum)
        lexicalScale = lexical.maximum > 0 ? 1 / maximum : 0
        alpha = request.vector == nil ? 0 : lexical.isSentence ? profile.sentenceAlpha : profile.alpha
        (nestedFlag, demotedFlags) = (index.schema.nestedFlag, index.schema.demotedFlags)
    }

    /// The bonus of a match that leads as a rule; everything else together stays below one step.
    static let tierStep: Float = 10

    /// What the query names otherwise, then the key itself, then names and programs of the top level. A name inside a set
    /// is strong evidence and no rule: who types `rg` wants ripgrep and not an editor's package for it, and who types
    /// `json` more often a program than a library of that name.
    @inline(__always)
    private func tier(_ match: NameMatch, _ document: Int) -> Float {
        switch match {
        case .leading: 4 * Self.tierStep
        case .key: 3 * Self.tierStep
        case .name where index.flags[document] & nestedFlag == 0: 2 * Self.tierStep
        case .program where index.flags[document] & nestedFlag == 0: Self.tierStep
        default: 0
        }
    }

    /// The share of the query's weight that the words of a document carry.
    @inline(__always)
    private func coverage(_ covered: UInt32) -> Float { maximum > 0 ? Float(covered) / maximum : 0 }

    /// Being well known for a part of the query counts as far as the document covers the rest, and less where the
    /// query speaks of a set and the document is in another.
    @inline(__always)
    private func topic(_ document: Int, _ mark: Mark, _ covered: UInt32) -> Float {
        guard mark.topic > 0 else { return 0 }
        let elsewhere = request.preferred.map { !$0.passes(document, index.facets) } ?? false
        return mark.topic * (profile.topicCoverageFloor + (1 - profile.topicCoverageFloor) * coverage(covered))
            * (elsewhere ? profile.otherSetFactor : 1)
    }

    @inline(__always)
    private func lexicalPart(_ score: UInt32, _ covered: UInt32) -> Float {
        let factor = profile.coverageFloor + (1 - profile.coverageFloor) * coverage(covered)
        return Float(score) * lexicalScale * factor
    }

    @inline(__always)
    private func semanticPart(_ cosine: Float) -> Float {
        max(0, (cosine - profile.cosineFloor) / (1 - profile.cosineFloor))
    }

    @inline(__always)
    private func prior(_ document: Int) -> Float {
        let own = Float(index.priors[document]) / 255
        guard let preferred = request.preferred, preferred.passes(document, index.facets) else { return own }
        return min(1, own + 0.8)
    }

    /// What no prior exceeds where the greatest stored one is `stored`.
    func greatestPrior(_ stored: UInt8) -> Float { request.preferred == nil ? Float(stored) / 255 : 1 }

    @inline(__always)
    private func penalty(_ document: Int) -> Float {
        index.flags[document] & demotedFlags != 0 ? profile.flagPenalty : 0
    }

    /// What a lesser variant of something better loses. Versions of the top level lose nothing: people install them.
    @inline(__always)
    func variantPenalty(_ document: Int) -> Float {
        index.flags[document] & nestedFlag != 0 ? profile.variantPenalty : 0
    }

    /// The score of a document that meets the query by its words only, penalties aside.
    @inline(__always)
    func lexicalScore(_ score: UInt32, _ covered: UInt32, prior: Float) -> Float {
        (1 - alpha) * lexicalPart(score, covered) * (1 + profile.priorWeight * prior)
    }

    /// What a lexical score is multiplied by at most: without divisions, and a little too great for all roundings.
    func greatestFactor(prior: Float) -> Float {
        (1 - alpha) * lexicalScale * (1 + profile.priorWeight * prior) * 1.00001
    }

    /// The score before the comparison of variants, from the lexical score and the weight of the words it is made of.
    @inline(__always)
    func score(_ document: Int, _ mark: Mark, _ score: UInt32, _ covered: UInt32) -> Float {
        let mixed = (1 - alpha) * lexicalPart(score, covered) + alpha * semanticPart(mark.cosine)
        let factor = 1 + profile.priorWeight * prior(document)
        return tier(mark.match, document) + mark.name + topic(document, mark, covered) + mixed * factor
            - penalty(document)
    }

    /// The parts of the score.
    func explain(_ document: Int, _ mark: Mark, total: Float) -> Explanation {
        let (found, covered) = request.lexical ? lexical.score(of: document, index) : (0, 0)
        return Explanation(
            match: mark.match, tier: tier(mark.match, document),
            name: mark.name, topic: topic(document, mark, covered),
            lexical: lexicalPart(found, covered), coverage: coverage(covered),
            words: lexical.contributions(document, index), cosine: mark.cosine >= 0 ? mark.cosine : nil,
            prior: prior(document),
            penalty: penalty(document) + max(0, score(document, mark, found, covered) - total))
    }
}
