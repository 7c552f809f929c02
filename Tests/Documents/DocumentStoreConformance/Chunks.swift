import DocumentStore
import JSON
import TestSupport
import Testing

extension DocumentCollection {
    /// The collection of most checks.
    static let small = DocumentCollection("small", dimension: 8)
    /// Another one, of another size.
    static let other = DocumentCollection("other", dimension: 12)
}

/// A vector of length 1 that depends on the text alone.
func vector(_ text: String, _ dimension: Int = 8) -> [Float] {
    var random = SplitMix(text.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
    let numbers = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
    let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return numbers.map { $0 / length }
}

/// A chunk with the metadata that the stores look at, and more.
func chunk(
    _ text: String, version: Int = 1, dimension: Int = 8, model: String = "model", _ more: JSONObject = [:]
) -> StoredChunk {
    let own: JSONObject = [
        "create_timestamp": .integer(Int64(version)), "content_hash": .string("hash of \(text)"),
        "embeddings_model_id": .string(model),
    ]
    return StoredChunk(
        text: text, vector: vector(text, dimension), metadata: .object(JSONObject(own.members + more.members)))
}

/// Hands out chunks one by one, in their order.
public func handing(_ chunks: [StoredChunk]) -> @Sendable () throws -> StoredChunk? {
    let next = Counter()
    return {
        let index = next.next()
        return index < chunks.count ? chunks[index] : nil
    }
}

extension DocumentStore {
    /// Stores a version of a document.
    @discardableResult
    func put(
        _ source: String, _ chunks: [StoredChunk], in collection: DocumentCollection = .small, kept: Int = 0
    ) async throws -> Int {
        try await replace(source, in: collection, keepingInactive: kept, with: handing(chunks)) {}
    }

    /// Stores a version of a document whose chunks are texts.
    @discardableResult
    func put(
        _ source: String, _ texts: [String], version: Int = 1, in collection: DocumentCollection = .small, kept: Int = 0
    ) async throws -> Int {
        let chunks = texts.map { chunk($0, version: version, dimension: collection.dimension) }
        return try await put(source, chunks, in: collection, kept: kept)
    }

    /// All active chunks of a collection that has at most a hundred.
    func active(in collection: DocumentCollection = .small, _ filter: ChunkFilter? = nil) async throws -> [FoundChunk] {
        try await search(
            ChunkQuery(
                "", vector: vector("any", collection.dimension), in: collection, limit: 100, threshold: -2,
                filter: filter))
    }

    /// The texts of all active chunks of a collection that has at most a hundred, in order.
    func texts(in collection: DocumentCollection = .small) async throws -> [String] {
        try await active(in: collection).map(\.text).sorted()
    }

    /// Which of some texts the collection has vectors of, in any version.
    func known(_ texts: [String], in collection: DocumentCollection = .small) async throws -> [String] {
        let hashes = texts.map { "hash of \($0)" }
        let found = try await vectors(of: hashes, modelID: "model", in: collection)
        return texts.filter { found["hash of \($0)"] == vector($0, collection.dimension) }
    }
}

/// The same value, whatever the order of members.
func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.object(let left), .object(let right)):
        func sorted(_ object: JSONObject) -> [JSONObject.Member] {
            object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
        return left.members.count == right.members.count
            && zip(sorted(left), sorted(right)).allSatisfy {
                $0.key.utf8.elementsEqual($1.key.utf8) && isSame($0.value, $1.value)
            }
    case (.array(let left), .array(let right)): return left.count == right.count && zip(left, right).allSatisfy(isSame)
    case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
    case (.object, _), (.array, _), (.string, _), (.bool, _), (.null, _): return left == right
    default: return left.double == right.double
    }
}
