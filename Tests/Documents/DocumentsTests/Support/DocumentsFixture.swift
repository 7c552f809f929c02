import Basics
import DocumentStore
import LocalCloud
import ObjectStorage
import SQLite
import Synchronization
import Tables
import TestSupport

@testable import Documents

/// The tables that rows and links are tried on.
enum TableKind: CaseIterable, Sendable {
    case memory, sqlite
}

/// Tables, buckets, a store and a clock of one test.
struct DocumentsFixture: Sendable {
    let clock = StillClock()
    let bucket = MemoryObjectStore(location: "s3://b")
    let processed = MemoryObjectStore(location: "s3://processed")
    let media = MemoryObjectStore(location: "s3://media")
    let frames = MemoryObjectStore(location: "s3://frames")
    let store = FakeDocumentStore()
    let models = EmbeddingModels(
        EmbeddingModelSpec(.local, modelID: "first", key: "first", dimension: 2),
        EmbeddingModelSpec(.local, modelID: "second", key: "second", dimension: 2))
    var table: any Table = MemoryTable(CacheTable.schema)
    var linksTable: any Table = MemoryTable(LinksTable.schema)

    var cache: CacheTable { CacheTable(table, leaseSeconds: 300, maxAttempts: 3, time: clock.source) }
    var links: LinksTable { LinksTable(linksTable, time: clock.source) }
    var update: CacheUpdate { CacheUpdate(cache) { [bucket] _ in bucket } }
    var cloud: DocumentCloud {
        DocumentCloud(
            bucket: { [media, frames] in $0 == "frames" ? frames : media }, cache: cache, links: links,
            mediaBucket: "media", framesBucket: "frames")
    }
    var manage: Manage { Manage(cloud, store: store, models: models) }
    var detect: Detect { Detect(cache: cache, processed: processed, models: models) }
    var audit: Audit { Audit(cache: cache, store: store, models: models) }

    /// Runs `body` with tables of a kind; not at all where the machine has no SQLite.
    static func with(_ kind: TableKind, _ body: (DocumentsFixture) async throws -> Void) async throws {
        var fixture = DocumentsFixture()
        guard kind == .sqlite else { return try await body(fixture) }
        do { _ = try SQLite.Library.load() } catch { return Skips.note("rows in files of SQLite", "\(error)") }
        try await withTemporaryDirectory { directory in
            let database = try await LocalDatabase.open("\(directory)/tables.sqlite")
            fixture.table = database.table("cache", CacheTable.schema)
            fixture.linksTable = database.table("links", LinksTable.schema)
            try await body(fixture)
        }
    }

    /// Puts an object and tells the row of it; gives its address.
    @discardableResult
    func upload(_ key: String, _ text: String = "text", sequencer: String? = nil) async throws -> String {
        let info = try await bucket.put(key, .bytes(Array(text.utf8)))
        let object = ObjectURI(bucket: "b", key: key)
        let report = try await update.run(
            [ObjectEvent(object, .created(etag: info.tag, size: info.size), sequencer: sequencer)])
        if let failure = report.failures.first { throw failure.error }
        return object.text
    }

    /// Removes an object and tells the row of it.
    func delete(_ key: String) async throws {
        try await bucket.delete([key])
        _ = try await update.run([ObjectEvent(ObjectURI(bucket: "b", key: key), .removed)])
    }

    /// Does what a task does: claims, stores, completes.
    @discardableResult
    func ingest(_ uri: String, run: String = "run", model: String = "first") async throws -> Completion? {
        guard case .claimed(let claim, let row) = try await cache.claim(uri, run: run, defaultModel: "first") else {
            return nil
        }
        store.keep(uri, in: model)
        return try await cache.complete(
            claim,
            StoredVersion(
                uri: uri, contentType: row.contentType, etag: row.etag, size: row.size, sidecarETag: row.sidecarETag,
                model: model))
    }

    /// The status of a document's row, nil where there is none.
    func status(_ uri: String) async throws -> CacheRow.Status? { try await cache.row(uri)?.status }
}

/// A store that keeps which documents it has, without their chunks, and fails for those it is told to.
final class FakeDocumentStore: DocumentStore {
    private struct State {
        var sources: [String: Set<String>] = [:]
        var broken: Set<String> = []
    }

    let location = "memory:"
    private let state = Mutex(State())

    func keep(_ source: String, in collection: String) {
        state.withLock { _ = $0.sources[collection, default: []].insert(source) }
    }

    func breakRemoval(of source: String, _ isBroken: Bool = true) {
        state.withLock { state in
            if isBroken { state.broken.insert(source) } else { state.broken.remove(source) }
        }
    }

    func has(_ source: String, in collection: String) -> Bool {
        state.withLock { $0.sources[collection]?.contains(source) == true }
    }

    func migrate(_ collections: [DocumentCollection]) async throws {}

    func hasCollection(_ name: String) async throws -> Bool { state.withLock { $0.sources[name] != nil } }

    func vectors(
        of contentHashes: [String], modelID: String, in collection: DocumentCollection
    ) async throws -> [String: [Float]] { [:] }

    func replace(
        _ source: String, in collection: DocumentCollection, keepingInactive kept: Int,
        with next: @escaping @Sendable () throws -> StoredChunk?, mayCommit: @escaping @Sendable () async throws -> Void
    ) async throws -> Int {
        try await mayCommit()
        keep(source, in: collection.name)
        return 1
    }

    func remove(_ source: String, from collection: String?) async throws -> Int {
        try state.withLock { state in
            if state.broken.contains(source) { throw FdnixError(.database, "the database is down: start it") }
            var count = 0
            for name in state.sources.keys where collection == nil || name == collection {
                if state.sources[name]?.remove(source) != nil { count += 1 }
            }
            return count
        }
    }

    func empty(_ collection: DocumentCollection) async throws { state.withLock { $0.sources[collection.name] = [] } }

    func sources(in collection: String?, after source: String?, limit: Int) async throws -> [String] {
        state.withLock { state in
            let all = state.sources.filter { collection == nil || $0.key == collection }.values.reduce(Set()) {
                $0.union($1)
            }
            return Array(all.sorted().filter { $0 > source ?? "" }.prefix(limit))
        }
    }

    func search(_ query: ChunkQuery) async throws -> [FoundChunk] { [] }
}
