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

    /// A receipt worth a look at its merchant.
    public struct Match: Sendable {
        /// Which one it is.
        public var receipt: ReceiptKey
        /// How similar it is, from 0 to 1.
        public var similarity: Double
        /// Whether one of its records has the same vector as the line, but for rounding.
        public var isSame: Bool

        /// A receipt of some similarity.
        public init(_ receipt: ReceiptKey, similarity: Double, isSame: Bool = false) {
            self.receipt = receipt
            self.similarity = similarity
            self.isSame = isSame
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

    /// Vectors of one text are no further apart, squared, as models and machines round.
    private static let roundingDistance = 1e-5

    /// The receipts worth a look at their merchant, the most similar first: at most five others than `own`, each once.
    public static func best(
        _ neighbours: [Neighbour], of own: ReceiptKey, _ facts: ReceiptFacts, minimum: Double
    ) -> [Match] {
        var best: [ReceiptKey: Match] = [:]
        for neighbour in neighbours where neighbour.receipt != own {
            let similarity = similarity(neighbour, facts)
            guard similarity >= minimum else { continue }
            var match = best[neighbour.receipt] ?? Match(neighbour.receipt, similarity: similarity)
            match.similarity = max(similarity, match.similarity)
            match.isSame = match.isSame || neighbour.distance < roundingDistance
            best[neighbour.receipt] = match
        }
        return Array(
            best.values.sorted {
                ($1.similarity, $0.receipt.ledgerName) < ($0.similarity, $1.receipt.ledgerName)
            }.prefix(receipts))
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
