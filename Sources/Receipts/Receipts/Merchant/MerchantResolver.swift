public import Basics
public import ReceiptEvents
public import ReceiptModel
public import Tables

/// Finds where a receipt is from: makes the questions that a `MerchantLadder` asks.
///
/// Nothing that goes wrong here stops a receipt. A question that fails has no answer; after a first failure Google Places is not
/// asked again about the same receipt, and after the time is over the shop is unknown.
public struct MerchantResolver: Sendable {
    private let table: any Table
    private let places: (any PlaceSearch)?
    private let settings: MerchantSettings
    private let time: TimeSource

    /// Finds shops by their items in `table`, and by `places` where that is not nil.
    public init(
        _ table: any Table, places: (any PlaceSearch)?, settings: MerchantSettings = MerchantSettings(),
        time: TimeSource = .system
    ) {
        self.table = table
        self.places = places
        self.settings = settings
        self.time = time
    }

    /// The shop that a receipt is from, nil where that is not sure enough; `similar` is nil where there is no collection to look
    /// into. Never fails, and returns soon after the time is over.
    public func resolve(
        _ facts: ReceiptFacts, of receipt: ReceiptKey, similar: SimilarLines?, events: ReceiptEvents
    ) async -> ResolvedMerchant? {
        let outcome = await TimeLimit.run(settings.limit, time) {
            await climb(facts, receipt, similar, events)
        }
        if outcome == nil { events.warning("the search for the merchant took too long and was given up") }
        if let merchant = outcome ?? nil {
            events.info("Merchant resolved: tier=\(merchant.tier.rawValue)")
            events.count(.merchantResolved)
            return merchant
        }
        events.count(.merchantUnknown)
        return nil
    }

    /// Writes the shop into the receipt's item; false where it has no id at Google Places, and where an item is there that was
    /// matched. Throws what the table throws.
    @discardableResult
    public func put(_ merchant: ResolvedMerchant, of receipt: ReceiptKey, _ facts: ReceiptFacts) async throws -> Bool {
        let item = MerchantItem(
            receipt, merchant, facts, minMatch: settings.minMatch, minUnsure: settings.minUnsure)
        guard let item else { return false }
        return try await table.perform(item.write(at: .now(time)))
    }

    private func climb(
        _ facts: ReceiptFacts, _ receipt: ReceiptKey, _ similar: SimilarLines?, _ events: ReceiptEvents
    ) async -> ResolvedMerchant? {
        var ladder = MerchantLadder(
            facts, minimumConfidence: settings.minimumConfidence, hasPlaces: places != nil,
            hasCollection: similar != nil)
        var places = places
        while let lookup = ladder.next() {
            guard !Task.isCancelled else { return nil }
            do {
                switch lookup {
                case .neighbours(let line, let minimum):
                    ladder.receive(
                        try await similar?.merchants(near: line, of: receipt, facts, minimum: minimum, in: table) ?? [])
                default: ladder.receive(try await places?.places(lookup) ?? [])
                }
            } catch {
                events.warning("a search for the merchant failed and is left out: \(error)")
                if lookup.isPlaces { places = nil }
                ladder.receive([])
            }
        }
        return ladder.merchant
    }
}
