/// The constants of the ranking; relevance.md tells how each was found.
public struct RankingProfile: Sendable {
    /// Weight of the semantic leg in the convex combination; the lexical leg has the rest.
    public var alpha: Float = 0.4
    /// Cosines up to this say nothing.
    public var cosineFloor: Float = 0.3
    /// How much a perfect prior multiplies a score by, over one.
    public var priorWeight: Float = 0.35
    /// The score of a document that covers none of the query's weight, against one that covers all of it.
    public var coverageFloor: Float = 0.35
    /// Bonuses of names that meet the query without being it.
    public var joinedBonus: Float = 1.6
    /// A name people use for it.
    public var aliasBonus: Float = 1.5
    /// Times the share of the name that was typed.
    public var prefixBonus: Float = 1.0
    /// One edit away; two are worth half.
    public var typoBonus: Float = 1.0
    /// Factor of name bonuses for documents that no one would call top-level.
    public var nestedFactor: Float = 0.45
    /// The prior from which on a document counts as top-level.
    public var topLevelPrior: Float = 0.5
    /// Weight of a prefix expansion or a spelling correction of a word against the word itself.
    public var expansionWeight: Float = 0.5
    /// Subtracted from a document with any demoted flag.
    public var flagPenalty: Float = 0.15
    /// The flags that demote.
    public var demotedFlags: UInt8 = 0xFF
    /// Subtracted from all but the best variant of one thing.
    public var variantPenalty: Float = 0.05
    /// How many of the nearest sketches are rescored.
    public var rescored = 1000
    /// How many of the nearest vectors take part.
    public var nearest = 200

    /// The default constants.
    public init() {}
}
