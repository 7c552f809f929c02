import JSON
import ReceiptModel

/// A place as the service tells it.
struct Place: Sendable, Hashable {
    var id: String?
    var name: String
    var address: String?
    var phone: String?
    var internationalPhone: String?
    var website: String?
    var businessStatus: String?
    var types: [String]

    /// Whether it is a mere road.
    var isRoute: Bool { types == ["route"] }

    /// Reads a result of a search, or of details; nil without a name.
    init?(_ json: JSONValue) {
        func text(_ name: String) -> String? { json[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        guard let name = text("name") else { return nil }
        self.init(
            id: text("place_id"), name: name, address: text("formatted_address"), phone: text("formatted_phone_number"),
            internationalPhone: text("international_phone_number"), website: text("website"),
            businessStatus: text("business_status"), types: (json["types"]?.array ?? []).compactMap(\.string))
    }

    init(
        id: String?, name: String, address: String?, phone: String?, internationalPhone: String?, website: String?,
        businessStatus: String?, types: [String]
    ) {
        (self.id, self.name, self.address, self.phone) = (id, name, address, phone)
        (self.internationalPhone, self.website, self.businessStatus) = (internationalPhone, website, businessStatus)
        self.types = types
    }

    /// The place as the merchant ladder takes it.
    var candidate: MerchantCandidate {
        MerchantCandidate(
            name: name, placeID: id, address: address, phone: phone ?? internationalPhone,
            category: types.first { !Self.everywhere.contains($0) }, types: types)
    }

    /// What the service calls almost every shop.
    private static let everywhere: Set = ["establishment", "point_of_interest"]
}

/// What the service answered.
enum PlaceAnswer: Sendable, Hashable {
    /// It found these, the best first; perhaps none.
    case places([Place])
    /// It cannot make anything of the question.
    case invalid

    var places: [Place] { if case .places(let places) = self { places } else { [] } }
    var candidates: [MerchantCandidate] { places.map(\.candidate) }

    /// The answer for the log.
    var words: String {
        switch self {
        case .places(let places): places.isEmpty ? "nothing is known there" : "found"
        case .invalid: "it cannot be looked up"
        }
    }
}
