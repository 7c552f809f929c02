import Basics
import ReceiptCollections
import ReceiptModel
import Segments
import Synchronization

/// A version that is open: its segments are mapped, and searched from there.
final class OpenVersion: Sendable {
    /// What it is made of.
    let manifest: SnapshotManifest
    /// Where it lies.
    let directory: SnapshotDirectory?
    /// The name that the pointer has for it; nil where nothing points at it.
    let name: String?
    private let ordered: [Segment]
    private let segments: [Int: [Segment]]
    private let sketches: SketchFolder?
    private let search = Mutex<NearestRecords?>(nil)
    /// Fewer are compared with each other faster than sketches are made.
    private static let leastSketched = 4096

    /// A version in a directory, with sketches beside it.
    convenience init(_ directory: SnapshotDirectory, sketches: SketchFolder?) throws {
        let segments = try directory.manifest.entries.map { ($0.shard, try directory.open($0.file)) }
        self.init(
            directory.manifest, name: directory.manifest.version, segments: segments, directory: directory,
            sketches: sketches)
    }

    /// A version of segments that lie anywhere.
    init(
        _ manifest: SnapshotManifest, name: String?, segments: [(Int, Segment)], directory: SnapshotDirectory? = nil,
        sketches: SketchFolder? = nil
    ) {
        self.manifest = manifest
        self.name = name
        self.directory = directory
        ordered = segments.map(\.1)
        self.segments = Dictionary(grouping: segments, by: \.0).mapValues { $0.map(\.1) }
        self.sketches = sketches
    }

    /// What the version says of receipts.
    var ledger: Ledger { Ledger(ordered.map(\.ledger)) }

    /// The nearest records, as `NearestRecords` finds them.
    func nearest(
        _ vector: [Float], limit: Int, filter: MetadataFilter?, isExact: Bool
    ) throws -> [NearestRecords.Match] {
        let records = try search.withLock { known in
            if let known { return known }
            let segments = ordered.filter { $0.count > 0 }
            let isSketched = segments.reduce(0) { $0 + $1.count } >= Self.leastSketched
            let made = try NearestRecords(
                segments, isSketched ? try segments.map { try sketches?.open($0) ?? SegmentSketches($0) } : [])
            known = made
            return made
        }
        return try records.search(
            vector, limit: limit, filter: filter, mode: isExact ? .exact : .sketches(candidates: 1000))
    }

    /// The records with these ids, as far as they are there.
    func records(_ ids: [String]) throws -> [CollectionRecord] {
        try ids.compactMap { id in
            for segment in segments[Shards.shard(ofRecord: id, count: manifest.shardCount)] ?? [] {
                guard let row = try segment.row(of: id) else { continue }
                return CollectionRecord(record: try segment.record(row), vector: segment.embedding(row))
            }
            return nil
        }
    }

    /// All records in the order of their ids, a batch after the other.
    func batches(of size: Int) throws -> RecordBatches { try RecordBatches(ordered, size: size) }
}

/// The records of several segments as one sequence in the order of their ids.
struct RecordBatches {
    private struct Place {
        let segment: Segment
        var row: Int
        var id: [UInt8]
    }

    /// The next record of each segment, the one that comes first at the end.
    private var places: [Place] = []
    private let size: Int

    init(_ segments: [Segment], size: Int) throws {
        self.size = max(size, 1)
        for segment in segments where segment.count > 0 {
            insert(Place(segment: segment, row: 0, id: try segment.id(0)))
        }
    }

    /// The next records; none at the end.
    mutating func next() throws -> [CollectionRecord] {
        var batch: [CollectionRecord] = []
        while batch.count < size, var place = places.popLast() {
            batch.append(
                CollectionRecord(
                    record: try place.segment.record(place.row), vector: place.segment.embedding(place.row)))
            place.row += 1
            if place.row < place.segment.count {
                place.id = try place.segment.id(place.row)
                insert(place)
            } else {
                place.segment.release()
            }
        }
        return batch
    }

    private mutating func insert(_ place: Place) {
        let index = places.partitionPoint { !place.id.lexicographicallyPrecedes($0.id) }
        places.insert(place, at: index)
    }
}
