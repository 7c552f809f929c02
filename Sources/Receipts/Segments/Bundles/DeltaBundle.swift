import Basics
import Digests
public import ReceiptModel

/// The records of one receipt on their way into a collection: a manifest, and a segment beside it where there are any.
public struct DeltaBundle: Sendable {
    /// What the bundle is.
    public let manifest: DeltaManifest
    /// The records; nil where there are none.
    public let records: Segment?

    /// Writes a bundle into a directory: the records first, the manifest last. Throws `io`, `usage` for two records with one
    /// id, and `incompatible` for vectors of different sizes.
    public static func write(
        _ records: [(record: Record, vector: [Float])], run: String, _ receipt: ReceiptKey,
        _ collection: CollectionName,
        _ space: VectorSpace, created: ReceiptTime, in directory: String
    ) throws -> DeltaManifest {
        let sorted = records.sorted { $0.record.id.utf8.lexicographicallyPrecedes($1.record.id.utf8) }
        for (left, right) in zip(sorted, sorted.dropFirst())
        where left.record.id.utf8.elementsEqual(right.record.id.utf8) {
            throw FdnixError(.usage, "two records of a bundle have the id \(left.record.id)")
        }
        var payload: DeltaManifest.Payload?
        if !sorted.isEmpty {
            let header = SegmentHeader(
                collection: collection, shard: nil, dimension: space.dimension, count: 0, rowsLength: 0,
                ledger: Ledger())
            let rows = sorted.map { SegmentRow(line: $0.record.encoded, vector: .numbers($0.vector)) }
            let file = try SegmentWriter.write(rows, header, prefix: "records", in: directory)
            payload = DeltaManifest.Payload(name: file.name, sha256: file.sha256, bytes: file.bytes)
        }
        let manifest = DeltaManifest(
            run: run, receipt: receipt, collection: collection, space: space, count: sorted.count, payload: payload,
            created: created)
        try AtomicFile.write(manifest.encoded, to: "\(directory)/\(DeltaManifest.name)")
        return manifest
    }

    /// Writes records, which are in the order of their ids, into a segment of a directory and opens it. Throws `io`, and
    /// `incompatible` for vectors of different sizes.
    public static func segment(
        of records: [(record: Record, vector: VectorSource)], _ collection: CollectionName, dimension: Int,
        in directory: String
    ) throws -> Segment {
        let header = SegmentHeader(
            collection: collection, shard: nil, dimension: dimension, count: 0, rowsLength: 0, ledger: Ledger())
        let rows = records.map { SegmentRow(line: $0.record.encoded, vector: $0.vector) }
        let file = try SegmentWriter.write(rows, header, prefix: "records", in: directory)
        return try Segment(path: "\(directory)/\(file.name)")
    }

    /// Opens the bundle of a directory and checks all of it: size and hash, that it has as many records as it says, each id
    /// once and of its receipt. Throws `notFound`, `corrupt` and `incompatible`.
    public init(directory: String) throws {
        let manifest = try DeltaManifest(try FileSystem.read("\(directory)/\(DeltaManifest.name)"))
        let records = try manifest.payload.map { ByteView(try MappedFile(path: "\(directory)/\($0.name)")) }
        try self.init(manifest, records)
    }

    /// Opens the file of the records, which a bundle without any lacks, and checks them against their manifest; `isSummed`: its hash
    /// is known to be the one that is said. Throws as `init(directory:)` does.
    public init(_ manifest: DeltaManifest, _ file: ByteView?, isSummed: Bool = false) throws {
        self.manifest = manifest
        guard let payload = manifest.payload else {
            records = nil
            return
        }
        guard let file, file.count == payload.bytes,
            try isSummed || Digest.hash(.sha256, file).hexadecimal == payload.sha256
        else {
            throw FdnixError(.corrupt, "\(payload.name) is not the file that the bundle's manifest names")
        }
        let segment = try Segment(file, name: payload.name)
        try segment.verify()
        guard segment.collection == manifest.collection, segment.dimension == manifest.space.dimension,
            segment.count == manifest.count
        else {
            throw FdnixError(
                .corrupt, "\(payload.name) has \(segment.count) records where its bundle says \(manifest.count)")
        }
        guard try segment.rows(of: manifest.receipt) == 0..<segment.count else {
            throw FdnixError(.corrupt, "\(payload.name) has records of another receipt")
        }
        records = segment
    }
}
