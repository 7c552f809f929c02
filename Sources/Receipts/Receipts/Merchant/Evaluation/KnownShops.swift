import ReceiptModel

/// A stand-in for Google Places that knows the shops of known receipts: their numbers and addresses, and the words of their
/// names. Like the real one it has an answer to almost everything.
struct KnownShops: PlaceSearch {
    private var byPhone: [String: MerchantCandidate] = [:]
    private var byAddress: [String: MerchantCandidate] = [:]
    private var shops: [MerchantCandidate] = []

    /// The shops of these receipts; of two receipts that claim one number or address the first one counts.
    init(_ receipts: [(facts: ReceiptFacts, name: String)]) {
        var seen: Set<String> = []
        for (facts, name) in receipts {
            let shop = MerchantCandidate(
                name: name, placeID: Self.placeID(name), address: facts.address, phone: facts.phones.first,
                types: ["store", "establishment"])
            for phone in facts.phones where byPhone[phone] == nil { byPhone[phone] = shop }
            if let address = facts.address, byAddress[address] == nil { byAddress[address] = shop }
            if seen.insert(name).inserted { shops.append(shop) }
        }
    }

    /// The id of a shop by its name.
    static func placeID(_ name: String) -> String { "known:\(name)" }

    /// What it knows; of words the shop that has most of them in its name, as long as it has one.
    func places(_ lookup: MerchantLadder.Lookup) -> [MerchantCandidate] {
        switch lookup {
        case .phone(let number): [byPhone[number]].compactMap(\.self)
        case .address(let address): [byAddress[address]].compactMap(\.self)
        case .text(let text): byWords(text)
        case .neighbours: []
        }
    }

    private func byWords(_ text: String) -> [MerchantCandidate] {
        let words = Set(MerchantName.words(text))
        let scored = shops.map { shop in (shop, MerchantName.words(shop.name).count { words.contains($0) }) }
        guard let best = scored.max(by: { $0.1 < $1.1 }), best.1 > 0 else { return [] }
        return [best.0]
    }
}
