public import JSON
public import ReceiptModel

/// How often the shop was found, and how often another one.
public struct MerchantScore: Sendable, Hashable {
    /// How many receipts a tier decided.
    public struct Count: Sendable, Hashable {
        /// Those whose shop it found.
        public var right = 0
        /// Those for which it named another shop.
        public var wrong = 0

        /// Counts that begin at nothing.
        public init() {}
    }

    /// What each tier decided.
    public internal(set) var tiers: [MerchantTier: Count] = [:]
    /// How many receipts nobody decided.
    public internal(set) var unknown = 0

    /// A score without any receipts yet.
    public init() {}

    /// How many receipts there are, right, wrong and unknown.
    public var total: Int { right + wrong + unknown }
    /// How many were right, whatever the tier.
    public var right: Int { tiers.values.reduce(0) { $0 + $1.right } }
    /// How many were wrong, whatever the tier.
    public var wrong: Int { tiers.values.reduce(0) { $0 + $1.wrong } }
    /// What the answers cost, a missing one 1 and a wrong one 10, as a share of what no answers at all would cost.
    public var cost: Double { total == 0 ? 0 : Double(unknown + 10 * wrong) / Double(total) }

    mutating func add(_ tier: MerchantTier?, isRight: Bool) {
        guard let tier else {
            unknown += 1
            return
        }
        if isRight { tiers[tier, default: Count()].right += 1 } else { tiers[tier, default: Count()].wrong += 1 }
    }

    /// The rows of a table for people: what, receipts, and the shares right, wrong and unknown in percent.
    public func rows(_ title: String) -> [[String]] {
        func percent(_ count: Int) -> String {
            guard total > 0 else { return "–" }
            let tenths = (1000 * count + total / 2) / total
            return "\(tenths / 10).\(tenths % 10)"
        }
        let whole = [title, String(total), percent(right), percent(wrong), percent(unknown)]
        return [whole]
            + MerchantTier.allCases.compactMap { tier in
                tiers[tier].map {
                    ["  \(tier.rawValue)", String($0.right + $0.wrong), percent($0.right), percent($0.wrong), ""]
                }
            }
    }

    /// The score as JSON: counts, by tier too.
    public var json: JSONValue {
        var byTier = JSONObject()
        for tier in MerchantTier.allCases {
            guard let count = tiers[tier] else { continue }
            byTier.members.append(
                .init(tier.rawValue, ["right": .integer(Int64(count.right)), "wrong": .integer(Int64(count.wrong))]))
        }
        return [
            "receipts": .integer(Int64(total)), "right": .integer(Int64(right)), "wrong": .integer(Int64(wrong)),
            "unknown": .integer(Int64(unknown)), "cost": .double(cost), "tiers": .object(byTier),
        ]
    }
}
