import Basics
import Digests

/// A version of a collection in a directory; nothing in it ever changes.
public struct SnapshotDirectory: Sendable {
    /// Where the version's files lie.
    public let path: String
    /// What it is made of.
    public let manifest: SnapshotManifest

    /// The name of the manifest in a version's directory.
    public static let manifestName = "manifest.json"

    /// Opens a directory where manifest, `.snapshot_hash` and the sizes of all files agree. Throws `notFound`, `corrupt` and
    /// `incompatible`.
    public init(path: String) throws {
        self.path = path
        manifest = try SnapshotManifest(try FileSystem.read("\(path)/\(Self.manifestName)"))
        try SnapshotHash(manifest).check(try FileSystem.read("\(path)/\(SnapshotHash.name)"))
        for entry in manifest.entries {
            guard let size = FileSystem.size(of: "\(path)/\(entry.file.name)") else {
                throw FdnixError(.notFound, "the version \(manifest.version) lacks \(entry.file.name)")
            }
            guard size == entry.file.bytes else { throw Self.contradiction(entry.file) }
        }
    }

    /// Opens one of the version's files. Throws `notFound`, `io` and `corrupt`.
    public func open(_ file: WrittenFile) throws -> Segment { try Segment(path: "\(path)/\(file.name)") }

    /// All of the version's files, opened.
    public func segments() throws -> [Segment] { try manifest.entries.map { try open($0.file) } }

    /// Reads everything: that each file has its hash, each record its place. Throws `corrupt`.
    public func verify() throws {
        for entry in manifest.entries {
            try Self.check("\(path)/\(entry.file.name)", entry.file)
            let segment = try open(entry.file)
            try segment.verify()
            guard segment.count == entry.file.records, segment.collection == manifest.collection,
                segment.shard == entry.shard, segment.count == 0 || segment.dimension == manifest.space.dimension
            else { throw Self.contradiction(entry.file) }
        }
    }

    /// Throws `corrupt` unless the file at a path is the one that a manifest names.
    public static func check(_ path: String, _ file: WrittenFile) throws {
        let view = ByteView(try MappedFile(path: path))
        guard view.count == file.bytes, try Digest.hash(.sha256, view).hexadecimal == file.sha256 else {
            throw contradiction(file)
        }
    }

    static func contradiction(_ file: WrittenFile) -> FdnixError {
        FdnixError(.corrupt, "\(file.name) is not the file that its manifest names")
    }
}
