import Basics
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments

/// One group's work on a collection of segments: what the base is, what the next version is made of, and where its files lie.
actor SegmentSession: CompactionSession {
    private let collection: SegmentCollection
    private let files: SessionFiles
    private var base = BaseVersion()
    private var built: (manifest: SnapshotManifest, counts: ShardCounts)?

    init(_ collection: SegmentCollection) throws {
        self.collection = collection
        files = try SessionFiles(collection)
    }

    private var store: SnapshotStore { collection.store }
    private var now: ReceiptTime { .now(collection.time) }

    var space: VectorSpace? { base.manifest?.space }

    func base(_ receipts: Set<ReceiptKey>) async throws -> CompactionBase {
        base = try await BaseVersion.read(collection)
        await files.begin(base)
        var ledger = Ledger()
        if let manifest = base.manifest {
            let shards = Dictionary(grouping: receipts) { Shards.shard(of: $0, count: manifest.shardCount) }
            let (files, parts) = (files, manifest.files)
            let ledgers = try await Array(shards).concurrentMap(limit: 4) { shard, receipts in
                let names = Set(receipts.map(\.ledgerName))
                return Ledger(try await files.open(parts[shard] ?? []).map(\.ledger)).entries.filter {
                    names.contains($0.key)
                }
            }
            ledger = Ledger(ledgers.map { Ledger($0) })
        }
        return CompactionBase(version: base.pointer?.version, tag: base.pointer?.tag, ledger: ledger)
    }

    func build(_ work: CompactionWork) async throws -> CompactionResult {
        built = nil
        let space = base.manifest?.space ?? expectedSpace(work)
        let merge = SnapshotMerge(base.manifest, collection.name, space, into: files.folder.path)
        let tasks = try ShardTask.all(work, collection.name, count: base.manifest?.shardCount ?? Shards.initialCount)
        let (files, before) = (files, base.manifest?.files ?? [:])
        // Two at a time: as many as memory is planned for, and as cores there are where this runs.
        let parts = try await tasks.concurrentMap(limit: 2) { task in
            let facts = try await task.facts(work)
            let segments = try await files.open(before[task.shard] ?? [])
            return try await BlockingWork.run {
                var counts = ShardCounts()
                let part = try merge.edited(task.shard, segments) { counts = try task.apply(work, facts, to: &$0) }
                for segment in segments { segment.release() }
                return (part, counts)
            }
        }
        var (merged, counts) = (merge, ShardCounts())
        for (part, own) in parts {
            merged.add(part)
            counts.add(own)
        }
        guard merged.hasChanged else {
            counts.tellMissing(collection.events)
            return CompactionResult(absent: counts.absent)
        }
        let manifest = try await upload(merged)
        built = (manifest, counts)
        return CompactionResult(version: manifest.version, absent: counts.absent)
    }

    /// What the vectors of a first version are.
    private func expectedSpace(_ work: CompactionWork) -> VectorSpace {
        let bundles = work.plan.replacements.values.compactMap { work.bundles[$0] } + work.upserts.values
        if let space = bundles.lazy.compactMap(\.space).first { return space }
        var space = collection.settings.space
        if let dimension = bundles.lazy.compactMap(\.dimension).first { space.dimension = dimension }
        return space
    }

    private func upload(_ merge: SnapshotMerge) async throws -> SnapshotManifest {
        // Later than its base, whatever the clocks of two machines say.
        let created = max(now, ReceiptTime(microseconds: (base.manifest?.created.microseconds ?? 0) + 1))
        let version = VersionName.make(at: created, random: .random(in: 0 ... .max))
        var manifest = merge.manifest(version: version, at: created)
        while manifest.needsMoreShards { manifest = try await files.resharded(manifest) }
        try await collection.upload(manifest, base: base.stored, files)
        return manifest
    }

    func move(to version: String, tag: String?) async throws -> PointerMove {
        try await store.move(to: version, tag: tag)
    }

    func pointer() async throws -> String? { try await store.pointer()?.version }

    func discard(_ version: String) async throws { try await store.discard(version) }

    func end(published version: String?) async {
        guard let built, built.manifest.version == version else { return }
        built.counts.tell(collection.events)
        await collection.settle(built.manifest, files)
    }
}

extension SegmentCollection {
    /// Uploads a version that nobody is led to yet; what is there of it after a failure is removed.
    func upload(
        _ manifest: SnapshotManifest, base: (manifest: SnapshotManifest, prefix: String)?, _ files: SessionFiles
    ) async throws {
        do {
            try await store.upload(manifest, base: base, at: manifest.created) { files.path(of: $0) }
        } catch {
            events.count(.snapshotUploadError)
            try? await store.discard(manifest.version)
            throw error
        }
    }

    /// Refreshes what readers have after a publication, and removes what is too old. What fails is told to the log alone.
    func settle(_ manifest: SnapshotManifest, _ files: SessionFiles) async {
        do { try await cache.install(manifest) { files.path(of: $0) } } catch {
            events.warning("the root could not be refreshed: \((error as? FdnixError)?.message ?? "\(error)")")
        }
        do {
            try await store.prune(
                keep: settings.keepS3, minimumAge: settings.minimumAgeMinutes, now: .now(time))
        } catch {
            events.warning("old snapshots could not be removed: \((error as? FdnixError)?.message ?? "\(error)")")
        }
    }
}
