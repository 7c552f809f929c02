import Basics
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments

/// A version of records that come from elsewhere, in the order of their ids: they are put into chunks on the disk as they come,
/// then into their shards, so that memory never holds more than one of either.
struct Replacement {
    private let collection: SegmentCollection
    private let space: VectorSpace
    private let files: SessionFiles
    private var ledger: Ledger
    private var chunks: [Segment] = []
    private var chunk: [CollectionRecord] = []
    private var last: [UInt8]?

    /// A chunk has about so many bytes of vectors.
    private static let chunkSize = 32 << 20

    private struct Row {
        var chunk, row: Int32
    }

    init(_ collection: SegmentCollection, _ space: VectorSpace, _ ledger: Ledger) throws {
        self.collection = collection
        self.space = space
        self.ledger = ledger
        files = try SessionFiles(collection)
    }

    mutating func run(
        _ fill: (_ add: ([CollectionRecord]) async throws -> Void) async throws -> Void
    ) async throws -> CollectionSummary {
        var base = try await Self.base(collection)
        while base == nil {
            if try await collection.store.isWithoutVersions(known: collection.nearby) { break }
            base = try await Self.base(collection)
        }
        ledger = try await known().replaced(by: ledger)
        try await fill { try add($0) }
        try flush()
        let created = max(.now(collection.time), ReceiptTime(microseconds: (base?.created.microseconds ?? 0) + 1))
        let version = VersionName.make(at: created, random: .random(in: 0 ... .max))
        let shardCount = Self.shardCount(bytes: try chunks.reduce(0) { $0 + (try size($1)) })
        let manifest = SnapshotManifest(
            collection.name, version: version, baseVersion: base?.version, space: space, shardCount: shardCount,
            entries: try await shards(count: shardCount), created: created)
        try await publish(manifest, tag: base?.tag)
        await collection.settle(manifest, files)
        return CollectionSummary(collection.name, version: version, count: manifest.count, space: space)
    }

    /// What is to be replaced: only its name counts, whatever form it has.
    private static func base(
        _ collection: SegmentCollection
    ) async throws -> (version: String, tag: String, created: ReceiptTime)? {
        guard let pointer = try await collection.store.pointer() else { return nil }
        let manifest = try? await collection.store.manifest(collection.store.keys.version(pointer.version))
        return (pointer.version, pointer.tag, manifest?.created ?? ReceiptTime(microseconds: 0))
    }

    /// What the version that is replaced knows; nothing where it is damaged: it is to be replaced.
    private func known() async throws -> Ledger {
        do {
            let base = try await BaseVersion.read(collection)
            await files.begin(base)
            let (files, parts) = (files, base.manifest.map { Array($0.files.values) } ?? [])
            return Ledger(
                try await parts.concurrentMap(limit: 4) { part in Ledger(try await files.open(part).map(\.ledger)) })
        } catch let error as FdnixError where [.corrupt, .incompatible, .notFound].contains(error.code) {
            collection.events.warning("what was known of receipts is lost with the version before: \(error.message)")
            return Ledger()
        }
    }

    private mutating func add(_ batch: [CollectionRecord]) throws {
        for record in batch {
            let id = Array(record.record.id.utf8)
            guard !id.isEmpty, last?.lexicographicallyPrecedes(id) ?? true else {
                throw FdnixError(.usage, "the records do not come in the order of their ids, each once")
            }
            guard record.vector.count == space.dimension else {
                throw FdnixError(
                    .incompatible,
                    "a vector has \(record.vector.count) numbers, those of the collection \(space.dimension)")
            }
            last = id
            chunk.append(record)
            if chunk.count * space.dimension * 4 >= Self.chunkSize { try flush() }
        }
    }

    private mutating func flush() throws {
        guard !chunk.isEmpty else { return }
        chunks.append(
            try DeltaBundle.segment(
                of: chunk.map { ($0.record, .numbers($0.vector)) }, collection.name, dimension: space.dimension,
                in: files.folder.path))
        chunk = []
    }

    private func size(_ chunk: Segment) throws -> Int { FileSystem.size(of: files.folder.file(chunk.name)) ?? 0 }

    private static func shardCount(bytes: Int) -> Int {
        var count = Shards.initialCount
        while bytes / count > Shards.largestMean { count *= 2 }
        return count
    }

    private func shards(count: Int) async throws -> [SnapshotManifest.Entry] {
        var rows = [[Row]](repeating: [], count: count)
        for (number, chunk) in chunks.enumerated() {
            for row in 0..<chunk.count {
                let id = String(decoding: try chunk.id(row), as: UTF8.self)
                rows[Shards.shard(ofRecord: id, count: count)].append(Row(chunk: Int32(number), row: Int32(row)))
            }
            chunk.release()
        }
        let (chunks, files, name, dimension) = (chunks, files, collection.name, space.dimension)
        let ledgers = Dictionary(grouping: ledger.entries) { entry in
            ReceiptKey(ledgerName: entry.key).map { Shards.shard(of: $0, count: count) }
        }
        let filled = rows.enumerated().filter { !$0.element.isEmpty || ledgers[$0.offset] != nil }.map {
            ($0.offset, $0.element)
        }
        return try await filled.concurrentMap(limit: 2) { shard, rows in
            try await BlockingWork.run { () -> SnapshotManifest.Entry? in
                var editor = try ShardEditor([], name, shard: shard, dimension: dimension)
                for (receipt, entry) in ledgers[shard] ?? [] { editor.ledger.set(receipt, entry) }
                for place in rows {
                    let (chunk, row) = (chunks[Int(place.chunk)], Int(place.row))
                    try editor.put(try chunk.record(row), .segment(chunk, row: row))
                }
                defer { for chunk in chunks { chunk.release() } }
                return try editor.write(in: files.folder.path).new.map { .init(shard: shard, file: $0) }
            }
        }.compactMap { $0 }
    }

    private func publish(_ manifest: SnapshotManifest, tag: String?) async throws {
        let store = collection.store
        try await collection.upload(manifest, base: nil, files)
        for _ in 0..<3 {
            switch try await store.move(to: manifest.version, tag: tag) {
            case .moved:
                return collection.events.info("Published snapshot \(collection.name.rawValue) \(manifest.version)")
            case .conflict:
                try? await store.discard(manifest.version)
                throw FdnixError(
                    .conflict, "the collection \(collection.name.rawValue) changed meanwhile; do it again")
            case .unknown: continue
            }
        }
        throw FdnixError(.network, "it is not known whether \(manifest.version) was published; look with `verify`")
    }
}
