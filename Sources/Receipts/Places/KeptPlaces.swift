import Basics
import ReceiptEvents
import ReceiptModel
import Tables

/// Answers of the service, kept as items of a table. What cannot be read or written is asked for anew.
struct KeptPlaces: Sendable {
    /// What is kept under a question.
    enum Kept: Sendable, Hashable {
        /// The whole answer.
        case answer(PlaceAnswer)
        /// The id of the place, and nothing else of it: others keep no more.
        case idAlone(String)
    }

    private let table: any Table
    private let time: TimeSource
    private let events: ReceiptEvents

    init(_ table: any Table, _ time: TimeSource, _ events: ReceiptEvents) {
        (self.table, self.time, self.events) = (table, time, events)
    }

    private var seconds: Int { time.now() / 1000 }

    /// What is kept and not yet too old; nil where the service is to be asked.
    func answer(_ query: PlacesCache.Query) async -> Kept? {
        do {
            guard let key = try PlacesCache.key(query), let item = try await table.get(key, consistent: false),
                let end = item["time_to_live"]?.int, end > seconds, let id = item["place_id"]?.string, !id.isEmpty
            else { return nil }
            if PlacesCache.negatives.contains(id) { return .answer(.places([])) }
            return Place(item, id: id).map { .answer(.places([$0])) } ?? .idAlone(id)
        } catch {
            events.warning("a kept answer of Google Places cannot be read: \(error)")
            return nil
        }
    }

    /// Keeps an answer, unless it is one that is never kept.
    func keep(_ answer: PlaceAnswer, _ query: PlacesCache.Query) async {
        do {
            guard let key = try PlacesCache.key(query), let facts = Self.facts(answer) else { return }
            var item = facts
            item["PK"] = key.partition
            item["SK"] = key.sort
            item["TYPE"] = "PLACES_CACHE"
            item["last_updated"] = .string(ReceiptTime.now(time).text)
            item["time_to_live"] = .int(seconds + PlacesCache.lifetime)
            try await table.put(item)
        } catch { events.warning("an answer of Google Places cannot be kept: \(error)") }
    }

    /// What is kept of an answer; nil where it is a road, or a place without an id.
    private static func facts(_ answer: PlaceAnswer) -> Item? {
        guard case .places(let places) = answer else { return ["place_id": "INVALID"] }
        guard let place = places.first else { return ["place_id": "NO_RESULTS"] }
        guard let id = place.id, !place.isRoute else { return nil }
        var item: Item = ["place_id": .string(id), "name": .string(place.name)]
        for (name, path) in Place.texts { item[name] = place[keyPath: path].map { .string($0) } }
        item["types"] = .list(place.types.map { .string($0) })
        return item
    }
}

extension Place {
    /// The facts that are kept beside id, name and types, by the service's own names.
    fileprivate static var texts: [(name: String, path: WritableKeyPath<Place, String?>)] {
        [
            ("formatted_address", \.address), ("formatted_phone_number", \.phone),
            ("international_phone_number", \.internationalPhone), ("website", \.website),
            ("business_status", \.businessStatus),
        ]
    }

    /// Reads what `facts` writes; nil without a name.
    fileprivate init?(_ item: Item, id: String) {
        guard let name = item["name"]?.string else { return nil }
        var types: [String] = []
        if case .list(let list)? = item["types"] { types = list.compactMap(\.string) }
        self.init(
            id: id, name: name, address: nil, phone: nil, internationalPhone: nil, website: nil, businessStatus: nil,
            types: types)
        for (name, path) in Place.texts { self[keyPath: path] = item[name]?.string }
    }
}
