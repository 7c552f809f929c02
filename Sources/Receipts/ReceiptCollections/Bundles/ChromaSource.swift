import Basics
public import ObjectStorage
public import ReceiptModel
import Segments

/// Records that Chroma wrote, as objects below a prefix: its directory file by file, or an archive of it.
public struct ChromaSource: Sendable {
    private let bucket: any ObjectStore
    private let prefix: String
    private let archive: String

    /// What is below a prefix, which ends with a slash; `archive` is the name of the archive that may be there.
    public init(_ bucket: any ObjectStore, prefix: String, archive: String) {
        self.bucket = bucket
        self.prefix = prefix
        self.archive = archive
    }

    /// Whether there is a database or an archive of one.
    public func exists() async throws -> Bool {
        if try await bucket.head(prefix + archive) != nil { return true }
        return try await bucket.head(prefix + Self.database) != nil
    }

    /// The name of the database in a directory of Chroma.
    public static let database = "chroma.sqlite3"
    /// Objects of more bytes than this are not what a directory of Chroma is made of: 16 GiB.
    private static let largest = 16 << 30

    /// Puts the directory into one of the file system. Throws `notFound` where there is none, `corrupt` for names that lead
    /// elsewhere and for damaged archives, and what the store throws.
    public func fetch(into directory: String) async throws {
        if try await bucket.head(prefix + archive) != nil {
            do {
                return try await ChromaArchive.unpack(
                    ObjectInput(try await bucket.get(prefix + archive)), into: directory)
            } catch let error as FdnixError where [.denied, .malformedInput].contains(error.code) {
                throw FdnixError(.corrupt, "\(prefix)\(archive): \(error.message)", underlying: error)
            }
        }
        var files: [(key: String, target: String)] = []
        var room = Self.largest
        for try await object in bucket.objects(prefix: prefix) {
            let parts = object.key.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
                if object.size == 0, object.key.hasSuffix("/") { continue }
                throw FdnixError(.corrupt, "the object \(object.key) has a name that leads out of its directory")
            }
            room -= object.size
            guard room >= 0 else { throw FdnixError(.corrupt, "the objects below \(prefix) are more than is allowed") }
            files.append((object.key, "\(directory)/\(parts.joined(separator: "/"))"))
        }
        guard files.contains(where: { $0.target == "\(directory)/\(Self.database)" }) else {
            throw FdnixError(.notFound, "there is nothing that can be read below \(prefix) in \(bucket.location)")
        }
        for file in files { try FileSystem.createDirectories(FileSystem.directory(of: file.target)) }
        let bucket = bucket
        try await files.concurrentForEach(limit: 4) { key, target in
            try await ObjectTransfer(concurrency: 2).download(key, from: bucket, to: target)
        }
    }

    /// The records of the collection in a directory of Chroma: the one of that name, or the only one. Throws as
    /// `ChromaDirectory` does.
    public static func records(
        in directory: String, of collection: CollectionName
    ) throws -> [(record: Record, vector: [Float])] {
        let chroma = try ChromaDirectory(path: directory)
        let names = try chroma.collections()
        guard let name = names.contains(collection.rawValue) || names.count != 1 ? collection.rawValue : names.first
        else { return [] }
        return try chroma.records(of: name).map { ($0.record.imported, $0.vector) }
    }
}

/// The bytes of an object as they arrive.
private final class ObjectInput: ByteInput {
    private var pieces: ObjectBody.Iterator

    init(_ object: StoredObject) { pieces = object.body.makeAsyncIterator() }

    func next() async throws -> [UInt8]? { try await pieces.next() }
}

extension BundleStore {
    /// A bundle of Chroma's: its records come beside what there is, and become a segment here.
    func foreign(_ prefix: String, _ collection: CollectionName) async throws -> OpenBundle {
        let folder = try WorkingFolder(in: temporaryDirectory, prefix: Self.folderPrefix)
        // Files stay readable where they are mapped, also when their names are gone.
        defer { withExtendedLifetime(folder) {} }
        let unpacked = folder.file("chroma")
        try FileSystem.createDirectories(unpacked)
        try await ChromaSource(bucket, prefix: prefix, archive: Self.archive).fetch(into: unpacked)
        return try await BlockingWork.run {
            do {
                let records = try ChromaSource.records(in: unpacked, of: collection)
                guard let dimension = records.first?.vector.count else {
                    return OpenBundle(space: nil, receipt: nil, nil)
                }
                let segment = try DeltaBundle.segment(
                    of: records.map { ($0.record, .numbers($0.vector)) }, collection, dimension: dimension,
                    in: folder.path)
                return OpenBundle(space: nil, receipt: nil, segment)
            } catch let error as FdnixError where [.notFound, .database].contains(error.code) {
                throw FdnixError(.corrupt, "the bundle \(prefix): \(error.message)", underlying: error)
            }
        }
    }
}
