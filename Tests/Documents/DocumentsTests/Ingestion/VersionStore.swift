import Basics
import DocumentStore
import JSON

/// A store in memory that shows its versions, active or not, and does what a test tells it before and after a commit.
actor VersionStore: DocumentStore {
    /// One version of a document.
    struct Version: Sendable {
        var source: String
        var chunks: [StoredChunk]
        var isActive = true
    }

    nonisolated let location = "memory:"
    private(set) var versions: [String: [Version]] = [:]
    private(set) var transactions = 0
    private var beforeCommit: @Sendable () async throws -> Void = {}
    private var afterCommit: @Sendable () async throws -> Void = {}

    init(_ collections: [DocumentCollection]) {
        for collection in collections { versions[collection.name] = [] }
    }

    func onCommit(
        before: @escaping @Sendable () async throws -> Void = {},
        after: @escaping @Sendable () async throws -> Void = {}
    ) {
        (beforeCommit, afterCommit) = (before, after)
    }

    /// The chunks that a search would see.
    func active(_ source: String, in collection: String = "m") -> [StoredChunk] {
        versions[collection, default: []].filter { $0.source == source && $0.isActive }.flatMap(\.chunks)
    }

    /// The texts of versions that are kept and not active.
    func inactive(_ source: String, in collection: String = "m") -> [[String]] {
        versions[collection, default: []].filter { $0.source == source && !$0.isActive }
            .map { $0.chunks.map(\.text) }
    }

    func migrate(_ collections: [DocumentCollection]) async throws {}

    func hasCollection(_ name: String) async throws -> Bool { versions[name] != nil }

    func vectors(
        of contentHashes: [String], modelID: String, in collection: DocumentCollection
    ) async throws -> [String: [Float]] {
        var found: [String: [Float]] = [:]
        let wanted = Set(contentHashes)
        for chunk in versions[collection.name, default: []].flatMap(\.chunks) {
            guard let hash = chunk.metadata["content_hash"]?.string, wanted.contains(hash) else { continue }
            found[hash] = chunk.vector
        }
        return found
    }

    func replace(
        _ source: String, in collection: DocumentCollection, keepingInactive kept: Int,
        with next: @escaping @Sendable () throws -> StoredChunk?, mayCommit: @escaping @Sendable () async throws -> Void
    ) async throws -> Int {
        var chunks: [StoredChunk] = []
        while let chunk = try next() { chunks.append(chunk) }
        try await beforeCommit()
        try await mayCommit()
        transactions += 1
        var all = versions[collection.name, default: []]
        for index in all.indices where all[index].source == source { all[index].isActive = false }
        let old = all.filter { $0.source == source }.suffix(kept)
        all = all.filter { $0.source != source } + old + [Version(source: source, chunks: chunks)]
        versions[collection.name] = all
        try await afterCommit()
        return chunks.count
    }

    func remove(_ source: String, from collection: String?) async throws -> Int {
        var count = 0
        for name in versions.keys where collection == nil || name == collection {
            count += versions[name, default: []].filter { $0.source == source }.reduce(0) { $0 + $1.chunks.count }
            versions[name]?.removeAll { $0.source == source }
        }
        return count
    }

    func empty(_ collection: DocumentCollection) async throws { versions[collection.name] = [] }
    func sources(in collection: String?, after source: String?, limit: Int) async throws -> [String] { [] }
    func search(_ query: ChunkQuery) async throws -> [FoundChunk] { [] }
}
