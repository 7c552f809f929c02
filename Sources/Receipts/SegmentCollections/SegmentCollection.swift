public import Basics
public import ObjectStorage
public import ReceiptCollections
public import ReceiptEvents
public import ReceiptModel
public import Segments

/// A collection whose versions lie in an object store as segments, each a directory that never changes; a pointer says which
/// one readers use. Whoever moves the pointer first has published.
///
/// ```swift
/// let lines = SegmentCollection(.lines, bucket: bucket, settings: settings, events: events)
/// let nearest = try await lines.nearest(vector, limit: 20, filter: nil, isExact: false)
/// ```
public final class SegmentCollection: CollectionReader, CollectionWriter {
    /// Which of the two it is.
    public let name: CollectionName
    let settings: SegmentSettings
    let events: ReceiptEvents
    let time: TimeSource
    let store: SnapshotStore
    let cache: CollectionCache

    /// A collection of a bucket; nothing is read until it is asked for.
    public init(
        _ name: CollectionName, bucket: any ObjectStore, settings: SegmentSettings, events: ReceiptEvents,
        time: TimeSource = .system
    ) {
        self.name = name
        self.settings = settings
        self.events = events.of(name)
        self.time = time
        store = SnapshotStore(bucket: bucket, keys: SnapshotKeys(name, settings), collection: name)
        cache = CollectionCache(name, store, settings, self.events, time)
    }

    /// The version that lies nearby: readers were led to it once.
    func nearby() async -> String? { await cache.nearby()?.manifest.version }

    // MARK: Reading

    /// Opens the newest version, restoring it where it is not at hand. Throws `corrupt` for one that contradicts itself, and what
    /// the store throws.
    public func prepare() async throws {
        _ = try await cache.version()
        await cache.tellOfRoot()
    }

    /// What the newest version says of its vectors; of one of Chroma's that is their size, and the settings' model. Throws as
    /// `prepare` does.
    public func vectors() async throws -> KnownVectors {
        let space = try await cache.version()?.manifest.space
        return KnownVectors(model: space?.model, dimension: space?.dimension)
    }

    /// The nearest records, compared by sketches first unless `isExact`. Throws `usage` for a vector of another size.
    public func nearest(
        _ vector: [Float], limit: Int, filter: MetadataFilter?, isExact: Bool
    ) async throws -> [NearestRecords.Match] {
        guard let version = try await cache.version() else { return [] }
        return try await BlockingWork.run {
            try version.nearest(vector, limit: limit, filter: filter, isExact: isExact)
        }
    }

    /// The records with these ids, in their order. Throws `corrupt`.
    public func records(_ ids: [String]) async throws -> [CollectionRecord] {
        guard let version = try await cache.version() else { return [] }
        return try await BlockingWork.run { try version.records(ids) }
    }

    /// What the newest version says of receipts; nothing where Chroma wrote it. Throws `corrupt`.
    public func ledger() async throws -> Ledger { try await cache.version(now: true)?.ledger ?? Ledger() }

    /// Reads every file of the version that the pointer leads to, in the store and where readers have it. Throws `corrupt`
    /// where a reader could not have it, `conflict` where readers are led to another one.
    public func verify() async throws -> CollectionSummary {
        var before: String?
        while true {
            // Not by way of the cache: a reader makes do with an older version where the newest cannot be read.
            let published =
                settings.mode == .efs ? nil : try await store.verify(known: nearby)
            let version = try await cache.version(now: true)
            if let published, version?.name != published {
                // Another one may have been published meanwhile.
                guard published != before else {
                    throw FdnixError(
                        .conflict,
                        "the pointer \(store.keys.pointer) leads to \(published), and readers get "
                            + "\(version?.name ?? "nothing"): the warnings before this say why")
                }
                before = published
                continue
            }
            guard let version else { return CollectionSummary(name, version: nil, count: 0, space: nil) }
            if let directory = version.directory { try await BlockingWork.run { try directory.verify() } }
            return CollectionSummary(
                name, version: version.name, count: version.manifest.count, space: version.manifest.space)
        }
    }

    /// Hands over all records of one version, however long that takes.
    public func forEach(
        batchesOf size: Int, _ body: (_ batch: [CollectionRecord]) async throws -> Void
    ) async throws {
        guard let version = try await cache.version() else { return }
        var batches = try version.batches(of: size)
        while case let batch = try batches.next(), !batch.isEmpty { try await body(batch) }
        withExtendedLifetime(version) {}
    }

    // MARK: Writing

    /// What vectors are taken for where nothing says so: that of the settings.
    public var expectedSpace: VectorSpace? { settings.space }

    /// Begins with a group. Throws `io` where there is no room for its files.
    public func session(owner: String) async throws -> any CompactionSession { try SegmentSession(self) }

    /// Publishes a version of these records alone. Throws `conflict` where another one was published meanwhile, `usage` for
    /// records that are not in the order of their ids, and `incompatible` for vectors of another size.
    public func replaceAll(
        in space: VectorSpace, knowing ledger: Ledger,
        _ fill: (_ add: ([CollectionRecord]) async throws -> Void) async throws -> Void
    ) async throws -> CollectionSummary {
        var replacement = try Replacement(self, space, ledger)
        return try await replacement.run(fill)
    }
}
