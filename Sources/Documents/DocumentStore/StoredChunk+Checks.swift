import Basics
import JSON

extension StoredChunk {
    /// Checks what every store needs of a chunk. Throws `usage` for a vector of another size than the collection's or with
    /// a number that is not finite, and for metadata without `create_timestamp`; `malformedInput` for the character U+0000,
    /// which Postgres cannot keep.
    func check(for collection: DocumentCollection) throws(FdnixError) {
        guard vector.count == collection.dimension else {
            throw FdnixError(
                .usage,
                "a vector has \(vector.count) numbers, but collection \(collection.name) has vectors of "
                    + "\(collection.dimension); give it the vectors of its own model")
        }
        guard vector.allSatisfy(\.isFinite) else {
            throw FdnixError(.usage, "a vector for collection \(collection.name) has a number that is not finite")
        }
        guard case .object = metadata, case .integer = metadata["create_timestamp"] else {
            throw FdnixError(.usage, "the metadata of a chunk needs create_timestamp, milliseconds since 1970")
        }
        guard !text.utf8.contains(0), !Self.holdsNUL(metadata) else {
            throw FdnixError(.malformedInput, "a chunk holds the character U+0000; remove it before storing")
        }
    }

    /// The version it is of.
    var timestamp: Int { Int(metadata["create_timestamp"]?.int ?? 0) }

    private static func holdsNUL(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains(where: holdsNUL)
        case .object(let object): object.members.contains { $0.key.utf8.contains(0) || holdsNUL($0.value) }
        default: false
        }
    }
}

/// Refusing what no store can keep or look for.
enum StoreChecks {
    /// Throws `malformedInput` where a name or source holds U+0000.
    static func name(_ name: String) throws(FdnixError) {
        guard !name.utf8.contains(0) else {
            throw FdnixError(.malformedInput, "a name or source holds the character U+0000; remove it")
        }
    }

    /// Throws `usage` for a question that the collection cannot answer.
    static func query(_ query: ChunkQuery) throws(FdnixError) {
        try name(query.collection.name)
        guard query.vector.count == query.collection.dimension, query.vector.allSatisfy(\.isFinite) else {
            throw FdnixError(
                .usage,
                "the question's vector has \(query.vector.count) numbers, but collection "
                    + "\(query.collection.name) has vectors of \(query.collection.dimension)")
        }
        guard (1...100).contains(query.limit) else {
            throw FdnixError(.usage, "the limit is \(query.limit): use a number from 1 to 100")
        }
        guard query.threshold.isFinite else { throw FdnixError(.usage, "the threshold is not a finite number") }
    }

    /// The error for a collection whose vectors have another size.
    static func otherSize(_ collection: DocumentCollection, _ dimension: Int) -> FdnixError {
        FdnixError(
            .usage,
            "collection \(collection.name.printable(onOneLine: true)) has vectors of \(dimension) numbers, not "
                + "\(collection.dimension); give another model another key, or empty the collection")
    }

    /// The error for a collection that is not there.
    static func missing(_ name: String, in location: String) -> FdnixError {
        FdnixError(
            .notFound,
            "there is no collection \(name.printable(onOneLine: true)) in \(location); "
                + "make it with migrate")
    }
}
