public import JSON

/// Which receipts are like one, by the records nearest to one of its lines.
public enum SimilarReceipts {
    /// A record near a line.
    public struct Neighbour: Sendable {
        /// The receipt that it is of.
        public var receipt: ReceiptKey
        /// The squared distance of the two vectors, which have length 1.
        public var distance: Double
        /// What the collection knows of it.
        public var metadata: [String: JSONValue]

        /// A record at a distance.
        public init(receipt: ReceiptKey, distance: Double, metadata: [String: JSONValue]) {
            self.receipt = receipt
            self.distance = distance
            self.metadata = metadata
        }
    }

    /// How many records are asked for.
    public static let neighbours = 20
    /// How many receipts are looked at.
    static let receipts = 5
    /// The least similarity that counts for a line with a telephone number or an address.
    static let minimum = 0.70
    /// The same for the topmost line, which says less.
    static let topLineMinimum = 0.85

    /// The receipts worth a look at their merchant, the most similar first: at most five others than `own`, each once.
    public static func best(
        _ neighbours: [Neighbour], of own: ReceiptKey, _ facts: ReceiptFacts, minimum: Double
    ) -> [(receipt: ReceiptKey, similarity: Double)] {
        var best: [ReceiptKey: Double] = [:]
        for neighbour in neighbours where neighbour.receipt != own {
            let similarity = similarity(neighbour, facts)
            if similarity >= minimum { best[neighbour.receipt] = max(similarity, best[neighbour.receipt] ?? 0) }
        }
        return best.sorted { ($1.value, $0.key.ledgerName) < ($0.value, $1.key.ledgerName) }.prefix(receipts)
            .map { ($0.key, $0.value) }
    }

    /// How similar a record is, from 0 to 1: by its distance, and more where telephone number or address are the same.
    static func similarity(_ neighbour: Neighbour, _ facts: ReceiptFacts) -> Double {
        var similarity = 1 - neighbour.distance / 2
        if let phone = neighbour.metadata["normalized_phone_10"]?.string, facts.phones.contains(phone) {
            similarity += 0.20
        }
        if let address = neighbour.metadata["normalized_full_address"]?.string, let own = facts.address,
            StreetAddress.agree(address, own)
        {
            similarity += 0.15
        }
        return min(1, max(0, similarity))
    }
}
