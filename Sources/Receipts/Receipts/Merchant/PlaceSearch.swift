public import ReceiptModel

/// Who knows shops by telephone number, address or words: Google Places, or what stands in for it in tests.
public protocol PlaceSearch: Sendable {
    /// The shops that one of the ladder's questions finds, the best first; none where nothing is found, and for questions about
    /// neighbours. Throws `FdnixError` where nobody could be asked; its text has nothing of the question.
    func places(_ lookup: MerchantLadder.Lookup) async throws -> [MerchantCandidate]
}
