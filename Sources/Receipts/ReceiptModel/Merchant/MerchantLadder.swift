/// Where a receipt is from: look-ups one after the other, until one gives a shop that is sure enough.
///
/// The ladder decides; who climbs it makes the look-ups it asks for.
///
/// ```swift
/// var ladder = MerchantLadder(facts, minimumConfidence: 70, hasPlaces: true, hasCollection: true)
/// while let lookup = ladder.next() { ladder.receive(try await answer(lookup)) }
/// return ladder.merchant
/// ```
public struct MerchantLadder: Sendable {
    /// A look-up to be made. One that fails gives no candidates.
    public enum Lookup: Sendable, Hashable {
        /// Ask Google Places for a telephone number of ten digits.
        case phone(String)
        /// Ask Google Places for an address.
        case address(String)
        /// Ask Google Places for a text.
        case text(String)
        /// Look for records like that of a line; `minimum` is the least similarity that counts.
        case neighbours(line: Int, minimum: Double)

        /// Whether Google Places is asked.
        public var isPlaces: Bool { if case .neighbours = self { false } else { true } }
    }

    /// The shop that was found, nil where none is sure enough.
    public private(set) var merchant: ResolvedMerchant?

    private let facts: ReceiptFacts
    private let minimumConfidence: Int
    private let hasPlaces: Bool
    private var pending: [(lookup: Lookup, tier: MerchantTier)]
    private var asked: (lookup: Lookup, tier: MerchantTier)?
    private var bestName: (name: String, confidence: Int)?
    private var hasTriedTown = false

    /// A ladder for a receipt. `hasPlaces` and `hasCollection` say what can be asked at all; the other rungs are climbed anyway.
    public init(_ facts: ReceiptFacts, minimumConfidence: Int, hasPlaces: Bool, hasCollection: Bool) {
        self.facts = facts
        self.minimumConfidence = minimumConfidence
        self.hasPlaces = hasPlaces
        pending = (hasPlaces ? Self.places(facts) : []) + (hasCollection ? Self.neighbours(facts) : [])
    }

    /// The next look-up, nil where the ladder is at its end.
    public mutating func next() -> Lookup? {
        guard merchant == nil else { return nil }
        if pending.isEmpty, !hasTriedTown, hasPlaces, let town = facts.town {
            hasTriedTown = true
            if let name = bestName?.name ?? facts.lines.first?.text {
                pending.append((.text("\(name) \(town.city), \(town.state)"), .nameAndTown))
            }
        }
        guard !pending.isEmpty else { return nil }
        let next = pending.removeFirst()
        asked = next
        return next.lookup
    }

    /// Takes the answer to the look-up asked for last.
    public mutating func receive(_ candidates: [MerchantCandidate]) {
        guard let (lookup, tier) = asked else { return }
        asked = nil
        var best: ResolvedMerchant?
        for candidate in candidates {
            guard let confidence = confidence(candidate, tier, lookup) else { continue }
            if confidence > best?.confidence ?? -1 {
                best = ResolvedMerchant(candidate: candidate, tier: tier, confidence: confidence)
            }
        }
        guard let best else { return }
        if best.confidence >= minimumConfidence {
            merchant = best
        } else if best.confidence > bestName?.confidence ?? -1 {
            bestName = (best.candidate.name, best.confidence)
        }
    }

    /// How sure a candidate is, in hundredths; nil for one that cannot be it.
    private func confidence(_ candidate: MerchantCandidate, _ tier: MerchantTier, _ lookup: Lookup) -> Int? {
        guard !candidate.name.isEmpty, candidate.types != ["route"], !facts.contradicts(address: candidate.address)
        else { return nil }
        guard tier == .similarity else {
            return min(100, tier.base + Int((20 * facts.matchRatio(candidate.name)).rounded()))
        }
        // A mall's address is that of all its shops; a line at the top that is the same is a shop's name.
        guard let similarity = candidate.similarity, facts.matchRatio(candidate.name) > 0,
            facts.hasLeadingWord(of: candidate.name) || (isTopmost(lookup) && candidate.isSame)
        else { return nil }
        return min(100, Int((100 * similarity).rounded()))
    }

    private func isTopmost(_ lookup: Lookup) -> Bool {
        guard case .neighbours(let line, _) = lookup, let top = facts.lines.first else { return false }
        // A number at the top is that of a till or a scanner.
        return line == top.number && top.text.contains(where: \.isLetter)
    }

    private static func places(_ facts: ReceiptFacts) -> [(Lookup, MerchantTier)] {
        let own = facts.phones.filter { !PhoneNumber.isTollFree($0) }
        // A number that is free of charge leads to a chain; it is asked for only where there is nothing better.
        let phones = own.isEmpty && facts.address == nil ? facts.phones : own
        var lookups: [(Lookup, MerchantTier)] = phones.map { (.phone($0), .phone) }
        if let address = facts.address { lookups.append((.address(address), .address)) }
        if let line = facts.lines.first { lookups.append((.text(line.text), .text)) }
        return lookups
    }

    private static func neighbours(_ facts: ReceiptFacts) -> [(Lookup, MerchantTier)] {
        let lines: [(Int?, Double)] = [
            (facts.lines.first { $0.hasPhone }?.number, SimilarReceipts.minimum),
            (facts.lines.first { $0.hasAddress }?.number, SimilarReceipts.minimum),
            (facts.lines.first?.number, SimilarReceipts.topLineMinimum),
        ]
        var seen: Set<Int> = []
        return lines.compactMap { line, minimum in
            guard let line, seen.insert(line).inserted else { return nil }
            return (.neighbours(line: line, minimum: minimum), .similarity)
        }
    }
}
