public import JSON
public import Tables

/// The facts of a record that belong to the receipt's merchant: written anew from the merchant's item whenever a record is
/// touched, never changed step by step.
public enum OwnedMerchant {
    /// The attributes of the item that records carry, under the same names.
    public static let keys = [
        "merchant_name", "canonical_merchant_name", "merchant_category", "address", "phone_number", "place_id",
    ]

    /// What the merchant's item says.
    public enum Source: Sendable, Hashable {
        /// The item is there, with these facts.
        case item([String: String])
        /// There is no item, and nobody said that one was removed: what the record has stays.
        case absent
        /// There is no item any more.
        case removed

        /// Reads the item, nil where there is none; `isRemoval` where a message says that it was removed.
        public init(_ item: Item?, isRemoval: Bool) {
            guard let item else {
                self = isRemoval ? .removed : .absent
                return
            }
            var facts: [String: String] = [:]
            for key in OwnedMerchant.keys {
                if let text = item[key]?.string, !text.isEmpty { facts[key] = text }
            }
            self = .item(facts)
        }
    }

    /// The metadata as the source wants them; the same where nothing changes.
    public static func derive(
        _ source: Source, for metadata: [String: JSONValue], at now: ReceiptTime
    ) -> [String: JSONValue] {
        var facts: [String: JSONValue] = [:]
        switch source {
        case .item(let item): facts = item.mapValues { .string($0) }
        case .absent: return metadata
        case .removed: facts["merchant_name"] = ""
        }
        var derived = metadata
        for key in keys { derived[key] = facts[key] }
        derived["metadata_removed_at"] = nil
        if source == .removed {
            derived["metadata_removed_at"] = metadata["metadata_removed_at"] ?? .string(now.text)
        }
        if derived != metadata { derived["last_metadata_update"] = .string(now.text) }
        return derived
    }
}
