import Basics
public import ObjectStorage
public import ReceiptModel
public import Segments

/// Bundles in the object store: written once and whole, read in every form that there ever was.
public struct BundleStore: Sendable {
    let bucket: any ObjectStore
    private let name: String?
    let temporaryDirectory: String
    static let folderPrefix = "receipts-bundle-"
    /// The archive that a bundle of Chroma's may be.
    static let archive = "delta.tar.gz"

    /// The bundles of a bucket; what does not lie on this machine goes through files below `temporaryDirectory`. With `name`,
    /// that of the bucket, prefixes that begin with `s3://` and another one are refused.
    public init(_ bucket: any ObjectStore, name: String? = nil, temporaryDirectory: String) {
        self.bucket = bucket
        self.name = name
        self.temporaryDirectory = temporaryDirectory
    }

    /// Uploads the bundle of a directory under a prefix: the records first, then `delta.json`, which is written once. Where a
    /// whole bundle is there already, that one stays, unless it is the `refused` one, which contradicts itself. Gives the manifest
    /// of the one that is there then, after looking: both objects must be as they were sent. Throws what the store throws,
    /// and `corrupt` where it kept something else.
    @discardableResult
    public func upload(
        _ directory: String, prefix: String, insteadOf refused: DeltaManifest? = nil
    ) async throws -> DeltaManifest {
        let prefix = try normalized(prefix)
        let bytes = try FileSystem.read("\(directory)/\(DeltaManifest.name)")
        let manifest = try DeltaManifest(bytes)
        if let payload = manifest.payload {
            try await bucket.put(
                prefix + payload.name, .file("\(directory)/\(payload.name)"),
                PutOptions(
                    contentType: "application/octet-stream", metadata: Self.metadata(manifest), sha256: payload.sha256))
        }
        let key = prefix + DeltaManifest.name
        func put(_ condition: PutCondition) async throws {
            try await bucket.put(
                key, .bytes(bytes),
                PutOptions(
                    condition: condition, contentType: "application/json", metadata: Self.metadata(manifest)))
        }
        do { try await put(.ifAbsent) } catch let error as FdnixError where error.code == .conflict {
            if let existing = try await existing(prefix), existing != refused { return existing }
            // What is there names records that are not: it is of no use to anybody.
            guard let present = try await bucket.head(key) else { throw error }
            try await put(.ifMatches(present.tag))
        }
        guard let confirmed = try await existing(prefix) else {
            throw FdnixError(.corrupt, "the bundle \(prefix) is not in \(bucket.location) as it was uploaded")
        }
        return confirmed
    }

    /// The manifest of a whole bundle that is there under a prefix already; nil where there is none, or records are missing.
    public func existing(_ prefix: String) async throws -> DeltaManifest? {
        let prefix = try normalized(prefix)
        guard let bytes = try await manifestBytes(prefix), let manifest = try? DeltaManifest(bytes) else { return nil }
        guard let payload = manifest.payload else { return manifest }
        let info = try await bucket.head(prefix + payload.name)
        return info?.size == payload.bytes && info?.sha256 ?? payload.sha256 == payload.sha256 ? manifest : nil
    }

    /// Whether there is anything under a prefix that a compactor could merge, or refuse: ours with its records, or one of
    /// Chroma's. Reads no records. Throws what the store throws.
    public func isThere(_ prefix: String) async throws -> Bool {
        // One in another bucket is refused.
        guard let prefix = try? normalized(prefix) else { return true }
        guard let bytes = try await manifestBytes(prefix) else {
            return try await ChromaSource(bucket, prefix: prefix, archive: Self.archive).exists()
        }
        guard let payload = (try? DeltaManifest(bytes))?.payload else { return true }
        return try await bucket.head(prefix + payload.name) != nil
    }

    /// Reads and checks the bundle under a prefix, in its own form or one of Chroma's: an archive, or a directory of objects.
    /// Throws `notFound` where nothing is there, `corrupt` for one that contradicts itself, `incompatible` for one of
    /// another collection, and what the store throws.
    public func open(_ prefix: String, for collection: CollectionName) async throws -> OpenBundle {
        let prefix = try normalized(prefix)
        guard let bytes = try await manifestBytes(prefix) else { return try await foreign(prefix, collection) }
        let manifest = try DeltaManifest(bytes)
        guard manifest.collection == collection else {
            throw FdnixError(
                .incompatible,
                "the bundle \(prefix) is one of \(manifest.collection.rawValue), not \(collection.rawValue)")
        }
        var records: (file: ByteView, isSummed: Bool)?
        if let payload = manifest.payload { records = try await fetch(payload, prefix) }
        return try await BlockingWork.run { [records] in
            let bundle = try DeltaBundle(manifest, records?.file, isSummed: records?.isSummed ?? false)
            bundle.records?.release()
            let receipt = manifest.scope == .receipt ? manifest.receipt : nil
            return OpenBundle(space: manifest.space, receipt: receipt, run: manifest.run, bundle.records)
        }
    }

    /// The records of a bundle: where they lie, or in a file that has lost its name; nothing is synced, and a further try begins
    /// anew. `isSummed`: the store has seen to it that the bytes are those of the manifest.
    private func fetch(
        _ payload: DeltaManifest.Payload, _ prefix: String
    ) async throws -> (file: ByteView, isSummed: Bool) {
        let object = try await bucket.get(prefix + payload.name)
        guard object.info.size == payload.bytes else {
            throw FdnixError(
                .corrupt,
                "\(prefix)\(payload.name) has \(object.info.size) bytes where its bundle says \(payload.bytes)")
        }
        if let file = object.body.file { return (ByteView(try file.mapped()), false) }
        let folder = try WorkingFolder(in: temporaryDirectory, prefix: Self.folderPrefix)
        defer { withExtendedLifetime(folder) {} }
        let path = folder.file(payload.name)
        let file = try FileWriter(creating: path)
        for try await piece in object.body { try piece.withUnsafeBytes { try file.write($0) } }
        try file.close()
        // A store checks what it gives as a whole by the sum that it tells.
        return (ByteView(try MappedFile(path: path)), object.info.sha256 == payload.sha256)
    }

    private func manifestBytes(_ prefix: String) async throws -> [UInt8]? {
        do {
            return try await bucket.get(prefix + DeltaManifest.name).collect(upTo: 1 << 20)
        } catch let error as FdnixError where error.code == .notFound { return nil }
    }

    private static func metadata(_ manifest: DeltaManifest) -> [String: String] {
        ["run-id": manifest.run, "collection": manifest.collection.rawValue, "count": String(manifest.count)]
    }

    /// A prefix with a slash at its end, also of one that is written as `s3://bucket/prefix`. Throws `incompatible` for one in
    /// another bucket.
    private func normalized(_ prefix: String) throws(FdnixError) -> String {
        var key = prefix[...]
        if key.hasPrefix("s3://") {
            key = key.dropFirst(5)
            let bucket = key.prefix { $0 != "/" }
            if let name, bucket != name {
                throw FdnixError(
                    .incompatible,
                    "the bundle \(prefix) is not in the bucket \(name), which CHROMADB_BUCKET names: put it there")
            }
            key = key.dropFirst(bucket.count + 1)
        }
        return key.hasSuffix("/") ? String(key) : "\(key)/"
    }
}
