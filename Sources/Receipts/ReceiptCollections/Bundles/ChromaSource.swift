import Basics
public import ObjectStorage
public import ReceiptModel
public import Segments

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
                try await ChromaArchive.unpack(
                    ObjectInput(try await bucket.get(prefix + archive)), into: directory)
                _ = try ChromaArchive.root(of: directory)
                return
            } catch let error as FdnixError where [.corrupt, .denied, .malformedInput].contains(error.code) {
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

    /// The records of the collection in a directory of Chroma: the one of that name, or the only one; nil where there is none.
    /// Nothing is written in the directory where there is a `folder`; without one, it is what `fetch` made. Throws as
    /// `ChromaDirectory` does.
    public static func contents(
        in directory: String, of collection: CollectionName, copyingTo folder: String? = nil
    ) throws -> ChromaContents? {
        let root = folder == nil ? try ChromaArchive.root(of: directory) : directory
        let chroma = try ChromaDirectory(path: root, copyingTo: folder)
        let names = try chroma.collections()
        guard let name = names.contains(collection.rawValue) || names.count != 1 ? collection.rawValue : names.first
        else { return nil }
        return try chroma.contents(of: name)
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
                guard let contents = try ChromaSource.contents(in: unpacked, of: collection), !contents.records.isEmpty
                else { return OpenBundle(space: nil, receipt: nil, nil) }
                let records = try contents.records.indices.map {
                    (contents.records[$0].imported, VectorSource.numbers(try contents.vector($0)))
                }
                let segment = try DeltaBundle.segment(
                    of: records, collection, dimension: contents.dimension, in: folder.path)
                return OpenBundle(space: nil, receipt: nil, segment)
            } catch let error as FdnixError where [.notFound, .database].contains(error.code) {
                throw FdnixError(.corrupt, "the bundle \(prefix): \(error.message)", underlying: error)
            }
        }
    }
}
