/// The constants of the ranking. Bonuses and penalties are in units of the score, where words and embedding together
/// give 0...1 before the prior; relevance.md tells how each was found.
public struct RankingProfile: Sendable {
    /// Weight of the embedding's part in the sum of the two parts, 0...1; the words' part has the rest.
    public var alpha: Float = 0.35
    /// The same for queries that describe a thing (`LexicalLeg.isSentence`): who does so seldom uses its own words.
    public var sentenceAlpha: Float = 0.65
    /// Cosines up to this say nothing.
    public var cosineFloor: Float = 0.2
    /// How much a perfect prior multiplies a score by, over one.
    public var priorWeight: Float = 0.9
    /// The score of a document that covers none of the query's weight, against one that covers all of it.
    public var coverageFloor: Float = 0.2
    /// Bonus of a document inside a set whose name is the query.
    public var nestedNameBonus: Float = 0.3
    /// Bonus of a document inside a set one of whose programs is the query.
    public var nestedProgramBonus: Float = 0.15
    /// Bonuses of names that meet the query without being it.
    public var joinedBonus: Float = 1.6
    /// A name people use for it.
    public var aliasBonus: Float = 1.5
    /// A known answer to "alternative to …".
    public var alternativeBonus: Float = 3
    /// A well-known thing of the kind the query names, times the share of the query that names the kind.
    public var topicBonus: Float = 0.84
    /// The same for queries that describe a thing, of which a kind is but a part.
    public var sentenceTopicBonus: Float = 0.66
    /// The part of that bonus left to a document that covers nothing else of the query.
    public var topicCoverageFloor: Float = 0.3
    /// Factor of that bonus for documents outside the sets that the query speaks of.
    public var otherSetFactor: Float = 0.2
    /// Factor of the weight of numbers: who names a version means it.
    public var numberWeight: Float = 1.6
    /// How much of a bonus each place in a ranked list of knowledge costs.
    public var rankStep: Float = 0.07
    /// Weight of a synonym against the word itself.
    public var synonymWeight: Float = 0.5
    /// Times the share of the name that was typed.
    public var prefixBonus: Float = 1.2
    /// The part of that bonus that does not depend on how much of the name was typed.
    public var prefixShareFloor: Float = 0
    /// The part of that bonus left to a document that nothing else speaks for.
    public var prefixPriorFloor: Float = 0.3
    /// Factor of the prefix bonus where something has the query as its whole name.
    public var prefixBesideExact: Float = 0.5
    /// One edit away; two are worth half.
    public var typoBonus: Float = 1.0
    /// Factor of name bonuses for documents that no one would call top-level.
    public var nestedFactor: Float = 0.25
    /// Weight of a prefix expansion or a spelling correction of a word against the word itself.
    public var expansionWeight: Float = 0.5
    /// Subtracted from a document with a flag that the schema demotes.
    public var flagPenalty: Float = 0.15
    /// Subtracted from all but the best of the variants inside sets, where each is a result of its own.
    public var variantPenalty: Float = 0.1
    /// How many of the nearest sketches are rescored.
    public var rescored = 1000
    /// How many of the nearest vectors take part.
    public var nearest = 200

    /// The part of a bonus that is left at a place in a ranked list.
    func rankFactor(_ rank: UInt8) -> Float { max(0.3, 1 - rankStep * Float(rank)) }

    /// Whether no score becomes less where a part of it, or what a document has of the query, becomes more.
    var isMonotonous: Bool {
        (0...1).contains(alpha) && (0...1).contains(sentenceAlpha) && (0...1).contains(coverageFloor)
            && (0...1).contains(topicCoverageFloor)
            && priorWeight >= 0 && flagPenalty >= 0 && variantPenalty >= 0
    }

    /// The constants for a search, as they were tuned.
    public init() {}

    /// For completing a name that is being typed: names that begin so come first, the well known before the others.
    public static let completion: RankingProfile = {
        var profile = RankingProfile()
        profile.prefixBonus = 6
        profile.prefixBesideExact = 1
        profile.prefixShareFloor = 0.7
        profile.topicBonus = 3.5
        profile.sentenceTopicBonus = 3.5
        return profile
    }()
}
