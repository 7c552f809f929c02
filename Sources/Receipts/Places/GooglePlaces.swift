public import Basics
public import HTTPTransport
public import ReceiptEvents
public import ReceiptModel
public import Receipts
public import Settings
public import Tables

/// Shops as Google Places knows them (Places API, legacy:
/// <https://developers.google.com/maps/documentation/places/web-service/legacy/search>).
///
/// A telephone number is looked up by `findplacefromtext`, which may answer with something that is not a shop; then, and for
/// addresses and words, the first find of `textsearch` counts. `details` says the rest. Answers to numbers and addresses are kept
/// in a table for 30 days, also that nothing was found.
public struct GooglePlaces: PlaceSearch {
    private let service: PlacesService
    private let kept: KeptPlaces?
    private let events: ReceiptEvents

    /// Asks at `base` with a key, which goes nowhere else. Answers are kept in `table`, where that is not nil. Throws `usage` for
    /// a `base` that is not an address.
    public init(
        key: Secret, base: String, table: (any Table)?, events: ReceiptEvents,
        retry: RetryPolicy = RetryPolicy(attempts: 3, base: .milliseconds(300), cap: .seconds(3)),
        client: HTTPClient = .shared, time: TimeSource = .system
    ) throws(FdnixError) {
        service = PlacesService(key: key, base: try URLParts(base), retry: retry, client: client, time: time)
        kept = table.map { KeptPlaces($0, time, events) }
        self.events = events
    }

    /// The shop that a telephone number, an address or words lead to; none where nothing is known of them. Throws `denied` for a
    /// key that does not count, `throttled`, `service` and `network`.
    public func places(_ lookup: MerchantLadder.Lookup) async throws -> [MerchantCandidate] {
        switch lookup {
        case .phone(let number):
            return try await answer(.phone(number), "the phone \(Masked.phone(number))") { try await byPhone(number) }
        case .address(let address):
            return try await answer(.address(address), "the address \(Masked.address(address))") {
                try await byWords(address)
            }
        case .text(let text): return try await byWords(text).candidates
        case .neighbours: return []
        }
    }

    /// The answer that is kept, else what `ask` gives, which is kept then.
    private func answer(
        _ query: PlacesCache.Query, _ masked: String, _ ask: () async throws -> PlaceAnswer
    ) async throws -> [MerchantCandidate] {
        switch await kept?.answer(query) {
        case .answer(let answer)?: return answer.candidates
        case .idAlone(let id)?:
            let answer = try await service.details(id)
            await kept?.keep(answer, query)
            return answer.candidates
        case nil:
            let answer = try await ask()
            await kept?.keep(answer, query)
            events.info("Google Places was asked for \(masked): \(answer.words)")
            return answer.candidates
        }
    }

    private func byPhone(_ number: String) async throws -> PlaceAnswer {
        let international = number.hasPrefix("+") ? number : "+1\(number)"
        let found = try await service.findPlace(phone: international)
        if let shop = found.places.first(where: { $0.types.contains("establishment") }) { return try await whole(shop) }
        if case .invalid = found { return .invalid }
        return try await byWords(international)
    }

    private func byWords(_ text: String) async throws -> PlaceAnswer {
        let found = try await service.textSearch(text)
        guard let first = found.places.first else { return found }
        return try await whole(first)
    }

    /// All that is known of a place that was found; what the search told where its details are gone.
    private func whole(_ place: Place) async throws -> PlaceAnswer {
        guard let id = place.id, !place.isRoute else { return .places([place]) }
        let details = try await service.details(id)
        return details.places.isEmpty ? .places([place]) : details
    }
}
