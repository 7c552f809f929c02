import Basics
public import Tables

/// The item that says where a receipt is from.
public struct MerchantItem: Sendable, Hashable {
    /// How much of a shop was found on the receipt.
    public enum Status: String, Sendable, Hashable {
        /// Enough to be sure.
        case matched = "MATCHED"
        /// Something.
        case unsure = "UNSURE"
        /// Nothing.
        case noMatch = "NO_MATCH"
    }

    /// The receipt that is from there.
    public let receipt: ReceiptKey
    /// The shop, with how it was found.
    public let merchant: ResolvedMerchant
    /// The fields of the shop that the receipt has too: `name`, `phone`, `address`.
    public let matchedFields: [String]
    /// How many that are.
    public let status: Status

    /// The item of a shop that was found; nil for one without an id at Google Places, which has none. `minMatch` fields make it
    /// matched, `minUnsure` unsure.
    public init?(
        _ receipt: ReceiptKey, _ merchant: ResolvedMerchant, _ facts: ReceiptFacts, minMatch: Int, minUnsure: Int
    ) {
        guard merchant.candidate.placeID?.isEmpty == false else { return nil }
        self.receipt = receipt
        self.merchant = merchant
        matchedFields = facts.matchedFields(merchant.candidate)
        status = matchedFields.count >= minMatch ? .matched : matchedFields.count >= minUnsure ? .unsure : .noMatch
    }

    /// Writes the item, unless one is there that was matched.
    public func write(at now: ReceiptTime) -> ItemWrite {
        .put(item(at: now), if: .compare("validation_status", .notEqual, .string(Status.matched.rawValue)))
    }

    private func item(at now: ReceiptTime) -> Item {
        let shop = merchant.candidate
        let name = shop.name.uppercased().split(separator: " ", omittingEmptySubsequences: false).joined(separator: "_")
        let (sort, place) = ("\(receipt.recordPrefix)#METADATA", shop.placeID ?? "")
        func optional(_ text: String?) -> AttributeValue { text.flatMap { $0.isEmpty ? nil : .string($0) } ?? .null }
        var item: Item = [
            "PK": .string(receipt.partition), "SK": .string(EntityKey.merchant(receipt).sort),
            "TYPE": "RECEIPT_METADATA", "GSI1PK": .string("MERCHANT#\(name)"), "GSI1SK": .string(sort),
            "GSI2PK": .string("PLACE#\(place)"), "GSI2SK": .string(sort), "GSI3PK": "MERCHANT_VALIDATION",
            "GSI3SK": .string("STATUS#\(status.rawValue)"), "image_id": .string(receipt.imageID),
            "receipt_id": .int(receipt.receiptID), "place_id": .string(place), "merchant_name": .string(shop.name),
            "validation_status": .string(status.rawValue), "timestamp": .time(now),
            "merchant_category": optional(shop.category), "address": optional(shop.address),
            "phone_number": optional(shop.phone), "validated_by": .string(merchant.tier.validatedBy),
            "reasoning": .string("found by \(merchant.tier.rawValue), confidence \(merchant.confidence)"),
            "canonical_place_id": .null, "canonical_merchant_name": .null, "canonical_address": .null,
            "canonical_phone_number": .null,
        ]
        if !matchedFields.isEmpty { item["matched_fields"] = .stringSet(matchedFields) }
        return item
    }

    /// The shop that another receipt's item names, as a candidate as similar as that receipt; nil without a name.
    public static func candidate(_ item: Item, of match: SimilarReceipts.Match) -> MerchantCandidate? {
        func text(_ names: String...) -> String? {
            names.lazy.compactMap { item[$0]?.string }.first { !$0.isEmpty }
        }
        guard let name = text("merchant_name") else { return nil }
        var candidate = MerchantCandidate(
            name: name, placeID: text("place_id"), address: text("address"), phone: text("phone_number"),
            category: text("merchant_category"), similarity: match.similarity)
        candidate.isSame = match.isSame
        return candidate
    }
}

extension ReceiptFacts {
    /// Which fields of a shop the receipt has too: its name with a telling word, its telephone number, its address by the
    /// street's number and another word.
    func matchedFields(_ shop: MerchantCandidate) -> [String] {
        var fields: [String] = []
        if shop.name.count > 2, matchRatio(shop.name) > 0 { fields.append("name") }
        if let phone = shop.phone, phone.utf8.count(where: { (0x30...0x39).contains($0) }) >= 7,
            let number = PhoneNumber.normalized(phone), phones.contains(number)
        {
            fields.append("phone")
        }
        let theirs = Set(shop.address.map(StreetAddress.tokens) ?? [])
        let common = theirs.intersection(address.map(StreetAddress.tokens) ?? [])
        if theirs.count >= 2, common.count >= 2, common.contains(where: { $0.allSatisfy(\.isNumber) }) {
            fields.append("address")
        }
        return fields.sorted()
    }
}
