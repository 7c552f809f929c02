import Basics
import JSON

/// Chunks in memory: the twin of the other stores, for tests. Searches look at every chunk.
public actor MemoryDocumentStore: DocumentStore {
    private struct Row {
        let id: Int
        let source: String
        let chunk: StoredChunk
        var isActive = true
    }

    /// The words `memory`, as nothing is kept anywhere else.
    public nonisolated var location: String { "memory" }

    private var dimensions: [String: Int] = [:]
    private var rows: [String: [Row]] = [:]
    private var lastID = 0

    /// A store without collections.
    public init() {}

    /// Makes the collections that are not there yet. Throws `usage` for one that is there with another size.
    public func migrate(_ collections: [DocumentCollection]) throws {
        for collection in collections {
            try StoreChecks.name(collection.name)
            if let known = dimensions[collection.name], known != collection.dimension {
                throw StoreChecks.otherSize(collection, known)
            }
            dimensions[collection.name] = collection.dimension
        }
    }

    /// Whether the collection was made.
    public func hasCollection(_ name: String) -> Bool { dimensions[name] != nil }

    /// The vectors of texts by their hashes, of all versions.
    public func vectors(
        of contentHashes: [String], modelID: String, in collection: DocumentCollection
    ) throws -> [String: [Float]] {
        try check(collection)
        let wanted = Set(contentHashes)
        var found: [String: [Float]] = [:]
        for row in rows[collection.name, default: []] {
            guard let hash = row.chunk.metadata["content_hash"]?.string, wanted.contains(hash),
                row.chunk.metadata["embeddings_model_id"]?.string == modelID
            else { continue }
            found[hash] = row.chunk.vector
        }
        return found
    }

    /// Makes chunks the active version of a document; what `mayCommit` throws leaves all as it was.
    public func replace(
        _ source: String, in collection: DocumentCollection, keepingInactive kept: Int,
        with next: @escaping @Sendable () throws -> StoredChunk?, mayCommit: @escaping @Sendable () async throws -> Void
    ) async throws -> Int {
        try StoreChecks.name(source)
        try check(collection)
        var chunks: [StoredChunk] = []
        while let chunk = try next() {
            try chunk.check(for: collection)
            try Task.checkCancellation()
            chunks.append(chunk)
        }
        try await mayCommit()
        var rows = self.rows[collection.name, default: []]
        for index in rows.indices where rows[index].source.isSame(as: source) { rows[index].isActive = false }
        let versions = Set(rows.filter { $0.source.isSame(as: source) }.map(\.chunk.timestamp)).sorted().suffix(
            max(0, kept))
        rows.removeAll { $0.source.isSame(as: source) && !versions.contains($0.chunk.timestamp) }
        for chunk in chunks {
            lastID += 1
            rows.append(Row(id: lastID, source: source, chunk: chunk))
        }
        self.rows[collection.name] = rows
        return chunks.count
    }

    /// Removes all chunks of a document, and gives how many there were.
    @discardableResult
    public func remove(_ source: String, from collection: String?) throws -> Int {
        try StoreChecks.name(source)
        var count = 0
        for name in collection.map({ [$0] }) ?? Array(rows.keys) {
            let before = rows[name, default: []]
            rows[name] = before.filter { !$0.source.isSame(as: source) }
            count += before.count - rows[name, default: []].count
        }
        return count
    }

    /// Removes all chunks of a collection, and makes it where it is not there.
    public func empty(_ collection: DocumentCollection) throws {
        try StoreChecks.name(collection.name)
        dimensions[collection.name] = collection.dimension
        rows[collection.name] = nil
    }

    /// One page of the sources with an active chunk, by their code points.
    public func sources(in collection: String?, after source: String?, limit: Int) throws -> [String] {
        var found: [[UInt8]: String] = [:]
        for row in collection.map({ rows[$0, default: []] }) ?? rows.values.flatMap({ $0 }) where row.isActive {
            found[Array(row.source.utf8)] = row.source
        }
        let after = source.map { Array($0.utf8) }
        let keys = found.keys.filter { key in after.map { $0.lexicographicallyPrecedes(key) } ?? true }
        return keys.sorted { $0.lexicographicallyPrecedes($1) }.prefix(max(0, limit)).compactMap { found[$0] }
    }

    /// The best chunks for a question, every one compared.
    public func search(_ query: ChunkQuery) throws -> [FoundChunk] {
        try StoreChecks.query(query)
        try check(query.collection)
        var found: [Int: (chunk: FoundChunk, words: Set<String>)] = [:]
        let words = Set(Words.of(query.text))
        for row in rows[query.collection.name, default: []] where row.isActive {
            let score = Cosine.similarity(query.vector, row.chunk.vector)
            guard score >= query.threshold, query.filter?.matches(row.chunk.metadata) ?? true else { continue }
            let shared = query.mode == .hybrid ? words.intersection(Words.of(row.chunk.text)) : []
            found[row.id] = (FoundChunk(text: row.chunk.text, metadata: row.chunk.metadata, score: score), shared)
        }
        let depth = query.mode == .hybrid ? RankFusion.depth(for: query.limit) : query.limit
        let byVector = found.sorted { ($1.value.chunk.score, $0.key) < ($0.value.chunk.score, $1.key) }
        var counts: [String: Int] = [:]
        for row in found.values { for word in row.words { counts[word, default: 0] += 1 } }
        let rare = counts.filter { $0.value < Words.common }.keys
        let shared = found.mapValues { $0.words.intersection(rare.isEmpty ? counts.keys : rare).count }
        let withWords = byVector.filter { shared[$0.key, default: 0] > 0 }
        let byWords = withWords.sorted { shared[$0.key, default: 0] > shared[$1.key, default: 0] }
        let ranked = RankFusion.fuse([byVector.prefix(depth).map(\.key), byWords.prefix(depth).map(\.key)])
        return ranked.prefix(query.limit).compactMap { found[$0]?.chunk }
    }

    private func check(_ collection: DocumentCollection) throws(FdnixError) {
        guard let dimension = dimensions[collection.name] else {
            throw StoreChecks.missing(collection.name, in: location)
        }
        guard dimension == collection.dimension else { throw StoreChecks.otherSize(collection, dimension) }
    }
}

extension String {
    /// Whether two texts are the same code points: Swift's own `==` takes two spellings of é for one.
    fileprivate func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
