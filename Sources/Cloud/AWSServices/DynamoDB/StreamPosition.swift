import Basics
import JSON
import Tables

/// How far a table's stream is read: a place in each of its shards. A shard is read when its parent is read to the end, so
/// that the changes of an item come in their order
/// (docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html).
struct StreamPosition: Equatable {
    /// A shard of a stream, as it is listed.
    struct Shard: Equatable {
        let id: String
        let parent: String?
    }

    /// A place in a shard.
    struct Place: Equatable {
        /// The number of the last change that was read, nil at the beginning.
        var sequence: String?
        /// What the service goes on with; it ends after a quarter of an hour, and the number counts then.
        var iterator: String?
        /// Whether the shard has ended and is read.
        var isFinished = false
    }

    let stream: String
    private(set) var places: [String: Place]

    /// The beginning of a stream.
    init(stream: String) {
        self.stream = stream
        places = [:]
    }

    /// Throws `usage` for anything but a cursor of a stream.
    init(cursor: String) throws {
        guard let json = try? JSONValue.parse(cursor), let stream = json["stream"]?.string,
            let shards = json["shards"]?.object?.members
        else { throw FdnixError(.usage, "the cursor of the changes is not one that this table gave") }
        self.stream = stream
        places = Dictionary(
            shards.map { shard in
                let value = shard.value
                return (
                    shard.key,
                    Place(
                        sequence: value["sequence"]?.string, iterator: value["iterator"]?.string,
                        isFinished: value["finished"]?.bool ?? false)
                )
            }, uniquingKeysWith: { $1 })
    }

    var cursor: String {
        let shards = places.sorted { $0.key < $1.key }.map { id, place in
            var value: JSONObject = [:]
            value["sequence"] = place.sequence.map { .string($0) }
            value["iterator"] = place.iterator.map { .string($0) }
            if place.isFinished { value["finished"] = true }
            return JSONObject.Member(id, .object(value))
        }
        return JSONValue.object(["stream": .string(stream), "shards": .object(JSONObject(shards))]).description
    }

    /// Takes over which shards there are now. Throws `notFound` where one is gone that was not read to its end.
    mutating func meet(_ shards: [Shard]) throws {
        let listed = Set(shards.map(\.id))
        for (id, place) in places where !listed.contains(id) {
            guard place.isFinished else { throw ChangeCursor.forgotten }
            places[id] = nil
        }
    }

    /// The shards that can be read now: not finished, and their parents, if still listed, are.
    func readable(_ shards: [Shard]) -> [String] {
        let listed = Set(shards.map(\.id))
        return shards.filter { shard in
            guard !place(shard.id).isFinished else { return false }
            guard let parent = shard.parent, listed.contains(parent) else { return true }
            return place(parent).isFinished
        }.map(\.id)
    }

    func place(_ shard: String) -> Place { places[shard] ?? Place() }

    /// Notes what reading a shard gave: the last change's number, if any, and what to go on with, nil at the shard's end.
    mutating func note(_ shard: String, last sequence: String?, next iterator: String?) {
        var place = place(shard)
        place.sequence = sequence ?? place.sequence
        place.iterator = iterator
        place.isFinished = iterator == nil
        places[shard] = place
    }
}
