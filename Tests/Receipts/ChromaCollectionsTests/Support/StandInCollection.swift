import Basics
import JSON

/// What a collection of the stand-in does.
extension StandInChroma.Collection {
    mutating func answer(_ verb: String, _ json: JSONValue) -> (Int, String) {
        let ids = json["ids"]?.array?.compactMap(\.string)
        switch verb {
        case "count": return (200, String(records.count))
        case "upsert": return upsert(ids ?? [], json)
        case "update":
            for (index, id) in (ids ?? []).enumerated() where records[id] != nil {
                merge(json["metadatas"]?[index], into: id)
            }
            return (200, "{}")
        case "delete":
            for id in ids ?? [] { records[id] = nil }
            order.removeAll { records[$0] == nil }
            return (200, #"{"deleted":\#(ids?.count ?? 0)}"#)
        case "get": return (200, get(ids, json).description)
        case "query": return query(json)
        default: return (501, "")
        }
    }

    private mutating func upsert(_ ids: [String], _ json: JSONValue) -> (Int, String) {
        let vectors = (json["embeddings"]?.array ?? []).compactMap(Self.vector)
        guard vectors.count == ids.count, Set(vectors.map(\.count)).union(dimension.map { [$0] } ?? []).count <= 1
        else {
            return (
                400,
                #"{"error":"InvalidArgumentError","message":"Collection expecting embedding with another dimension"}"#
            )
        }
        for (index, id) in ids.enumerated() {
            if records[id] == nil { order.append(id) }
            records[id, default: .init(vector: [], document: nil, metadata: [:])].vector = vectors[index]
            if let document = json["documents"]?[index]?.string { records[id]?.document = document }
            merge(json["metadatas"]?[index], into: id)
        }
        dimension = vectors.first?.count ?? dimension
        return (200, "{}")
    }

    private mutating func merge(_ metadata: JSONValue?, into id: String) {
        for member in metadata?.object?.members ?? [] {
            records[id]?.metadata[member.key] = member.value
            if member.value.isNull { records[id]?.metadata.removeValue(forKey: member.key) }
        }
    }

    private static func vector(_ json: JSONValue) -> [Float]? {
        if let numbers = json.array { return numbers.compactMap { $0.double.map { Float($0) } } }
        guard let bytes = json.string.flatMap({ Base64.decode($0) }) else { return nil }
        return stride(from: 0, to: bytes.count, by: 4).map { at in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
        }
    }

    private func get(_ ids: [String]?, _ json: JSONValue) -> JSONValue {
        let wanted = ids.map(Set.init)
        var found = order.filter { id in
            (wanted?.contains(id) ?? true) && records[id].map { Self.admits(json["where"], $0.metadata) } ?? false
        }
        found = Array(
            found.dropFirst(json["offset"]?.int.map(Int.init) ?? 0).prefix(json["limit"]?.int.map(Int.init) ?? .max))
        let include = json["include"]?.array?.compactMap(\.string) ?? ["documents", "metadatas"]
        func column(_ name: String, _ value: (StandInChroma.Stored) -> JSONValue) -> JSONValue {
            include.contains(name) ? .array(found.compactMap { records[$0].map(value) }) : .null
        }
        return [
            "ids": .array(found.map { .string($0) }), "documents": column("documents", Self.document),
            "metadatas": column("metadatas", Self.metadata), "embeddings": column("embeddings", Self.numbers),
        ]
    }

    private func query(_ json: JSONValue) -> (Int, String) {
        guard let vector = json["query_embeddings"]?[0].flatMap(Self.vector), vector.count == dimension ?? vector.count
        else { return (400, "") }
        var near: [(distance: Float, id: String, stored: StandInChroma.Stored)] = []
        for id in order {
            guard let stored = records[id], Self.admits(json["where"], stored.metadata) else { continue }
            let distance = zip(vector, stored.vector).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            near.append((distance, id, stored))
        }
        near.sort { $0.distance < $1.distance }
        near = Array(near.prefix(json["n_results"]?.int.map(Int.init) ?? 10))
        let ids: [JSONValue] = near.map { .string($0.id) }
        let distances: [JSONValue] = near.map { .double(Double($0.distance)) }
        let answer: JSONValue = [
            "ids": [.array(ids)], "distances": [.array(distances)],
            "documents": [.array(near.map { Self.document($0.stored) })],
            "metadatas": [.array(near.map { Self.metadata($0.stored) })],
        ]
        return (200, answer.description)
    }

    private static func admits(_ condition: JSONValue?, _ metadata: [String: JSONValue]) -> Bool {
        (condition?.object?.members ?? []).allSatisfy { member in
            switch member.key {
            case "$and": member.value.array?.allSatisfy { admits($0, metadata) } ?? false
            case "$or": member.value.array?.contains { admits($0, metadata) } ?? false
            default:
                metadata[member.key].map { found in
                    found == member.value || found.double.map { $0 == member.value.double } ?? false
                } ?? false
            }
        }
    }

    private static func document(_ stored: StandInChroma.Stored) -> JSONValue {
        stored.document.map { .string($0) } ?? .null
    }

    private static func metadata(_ stored: StandInChroma.Stored) -> JSONValue {
        stored.metadata.isEmpty
            ? .null : .object(JSONObject(stored.metadata.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }))
    }

    private static func numbers(_ stored: StandInChroma.Stored) -> JSONValue {
        .array(stored.vector.map { .double(Double($0.description) ?? 0) })
    }
}
