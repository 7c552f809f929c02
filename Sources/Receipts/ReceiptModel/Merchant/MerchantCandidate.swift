/// A shop that a look-up proposes.
public struct MerchantCandidate: Sendable, Hashable {
    /// The shop's name, as people write it.
    public var name: String
    /// The shop's id at Google Places; nil where it is not known.
    public var placeID: String?
    /// The shop's address, as it is written there.
    public var address: String?
    /// The shop's telephone number, as it is written there.
    public var phone: String?
    /// What kind of shop it is.
    public var category: String?
    /// What Google Places calls it: `["store", "establishment"]`.
    public var types: [String] = []
    /// How similar the record was that led here, from 0 to 1; nil for those of Google Places.
    public var similarity: Double?
    /// Whether that record has the same vector as what was looked up, but for rounding.
    public var isSame = false

    /// A shop by name.
    public init(
        name: String, placeID: String? = nil, address: String? = nil, phone: String? = nil, category: String? = nil,
        types: [String] = [], similarity: Double? = nil
    ) {
        self.name = name
        self.placeID = placeID
        self.address = address
        self.phone = phone
        self.category = category
        self.types = types
        self.similarity = similarity
    }
}

/// How a shop was found, in the order in which it is tried.
public enum MerchantTier: String, Sendable, Hashable, CaseIterable {
    /// Google Places knows the telephone number.
    case phone
    /// Google Places knows the address.
    case address
    /// Google Places knows the topmost line.
    case text
    /// A record of another receipt is much alike.
    case similarity
    /// Google Places knows a name in a town.
    case nameAndTown = "name-and-town"

    /// The word by which a merchant's item says who found it.
    public var validatedBy: String {
        switch self {
        case .phone: "PHONE_LOOKUP"
        case .address: "ADDRESS_LOOKUP"
        case .text, .nameAndTown: "TEXT_SEARCH"
        case .similarity: "INFERENCE"
        }
    }

    /// What a find is worth before its name is looked at, in hundredths.
    var base: Int {
        switch self {
        case .phone: 95
        case .address: 80
        case .text, .nameAndTown: 60
        case .similarity: 0
        }
    }
}

/// The shop that a receipt is from.
public struct ResolvedMerchant: Sendable, Hashable {
    /// The shop that was proposed.
    public var candidate: MerchantCandidate
    /// How it was found.
    public var tier: MerchantTier
    /// How sure that is, in hundredths.
    public var confidence: Int

    /// A shop that was found in some way.
    public init(candidate: MerchantCandidate, tier: MerchantTier, confidence: Int) {
        self.candidate = candidate
        self.tier = tier
        self.confidence = confidence
    }
}
