/// When a shop counts as found.
public struct MerchantSettings: Sendable, Hashable {
    /// The least confidence, in hundredths.
    public var minimumConfidence: Int
    /// How many fields of the shop the receipt must have too for its item to be `MATCHED`.
    public var minMatch: Int
    /// How many make it `UNSURE`.
    public var minUnsure: Int
    /// How long all questions about one receipt may take.
    public var limit: Duration

    /// Rules of one's own; the usual ones unless told otherwise.
    public init(
        minimumConfidence: Int = 70, minMatch: Int = 2, minUnsure: Int = 1, limit: Duration = .seconds(45)
    ) {
        self.minimumConfidence = minimumConfidence
        self.minMatch = minMatch
        self.minUnsure = minUnsure
        self.limit = limit
    }

    /// The rules that the environment sets.
    public init(_ roles: RoleSettings) {
        self.init(
            minimumConfidence: roles.merchantConfidence, minMatch: roles.fieldsForMatch,
            minUnsure: roles.fieldsForUnsure)
    }
}
