import RemoteEmbedding

/// What embedding texts will come to, told before anything is asked that costs money.
struct EmbeddingEstimate {
    /// How many texts there are.
    let texts: Int
    /// How many tokens they have, roughly.
    let tokens: Int
    /// What a million tokens cost; nil where nobody told.
    let price: Double?

    /// English has about four bytes a token.
    private static let bytesPerToken = 4

    /// An estimate for texts that are to be embedded.
    init(_ wanted: [KeyedText], price: Double?) {
        texts = wanted.count
        tokens = wanted.reduce(0) { $0 + ($1.text.utf8.count + Self.bytesPerToken - 1) / Self.bytesPerToken }
        self.price = price
    }

    /// What the tokens cost, to the hundredth, where the price is known.
    var cost: Double? { price.map { (Double(tokens) * $0 / 10_000).rounded() / 100 } }

    /// One line for the log.
    func line(model: String) -> String {
        let amount = "\(texts) texts, about \(tokens) tokens, are to be embedded by \(model)"
        guard let cost, let price else {
            return amount + "; BEDROCK_PRICE_PER_MILLION_TOKENS would tell what that costs"
        }
        return amount + ": about \(cost) at \(price) a million tokens"
    }
}
