public import Basics
import Digests
import JSON
public import ReceiptModel

/// One number over all files of a version: `.snapshot_hash`, which others compare directories by.
public struct SnapshotHash: Sendable, Hashable {
    /// The MD5 over the files' MD5s and names.
    public var hash: String
    /// How many files there are.
    public var fileCount: Int
    /// Their sizes in bytes, added up.
    public var totalSize: Int

    /// The name of the file with it, which is not counted itself.
    public static let name = ".snapshot_hash"

    /// The number over files, given by relative path with MD5 in hexadecimal and size. Throws where there is no libcrypto.
    public init(_ files: [(path: String, md5: String, bytes: Int)]) throws(FdnixError) {
        let counted = files.filter { $0.path != Self.name && !$0.path.hasSuffix(".tmp") && !$0.path.hasSuffix(".log") }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let lines = counted.map { "\($0.md5)  \($0.path)\n" }.joined()
        hash = try Digest.hash(.md5, Array(lines.utf8)).hexadecimal
        fileCount = counted.count
        totalSize = counted.reduce(0) { $0 + $1.bytes }
    }

    /// The number over the files in a directory and those below it. Throws `io`, and where there is no libcrypto.
    public init(directory: String) throws {
        var files: [(path: String, md5: String, bytes: Int)] = []
        func add(_ folder: String) throws {
            for name in try FileSystem.entries(of: "\(directory)/\(folder)") {
                let path = folder + name
                if FileSystem.isDirectory("\(directory)/\(path)") {
                    try add("\(path)/")
                } else {
                    let file = ByteView(try MappedFile(path: "\(directory)/\(path)"))
                    files.append((path, try Digest.hash(.md5, file).hexadecimal, file.count))
                }
            }
        }
        try add("")
        try self.init(files)
    }

    /// Throws `corrupt` where a directory, whoever made it, has a file of this kind that says another number than its files.
    public static func check(directory: String) throws {
        let path = "\(directory)/\(name)"
        guard FileSystem.exists(path) else { return }
        try SnapshotHash(directory: directory).check(FileSystem.read(path))
    }

    /// The number over a manifest and the files that it names.
    public init(_ manifest: SnapshotManifest) throws(FdnixError) {
        let own = manifest.encoded
        let files = manifest.entries.map { (path: $0.file.name, md5: $0.file.md5, bytes: $0.file.bytes) }
        try self.init(files + [("manifest.json", try Digest.hash(.md5, own).hexadecimal, own.count)])
    }

    /// The file over a manifest and the files that it names, which says how long the calculation took. Throws where there is
    /// no libcrypto.
    public static func file(_ manifest: SnapshotManifest, at now: ReceiptTime) throws(FdnixError) -> [UInt8] {
        let start = ContinuousClock.now
        let hash = try SnapshotHash(manifest)
        return hash.encoded(at: now, seconds: (ContinuousClock.now - start).seconds)
    }

    /// The file as it is written; `seconds` is how long the calculation took.
    public func encoded(at now: ReceiptTime, seconds: Double) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("algorithm", "md5")
            $0.member("calculated_at", now.text)
            $0.member("calculation_time_seconds", seconds)
            $0.member("directory_hash", hash)
            $0.member("file_count", fileCount)
            $0.member("total_size_bytes", totalSize)
            $0.member("version", "1.0")
        }
        return writer.bytes
    }

    /// Throws `corrupt` where a file of the same kind says another number.
    public func check(_ bytes: [UInt8]) throws(FdnixError) {
        guard let json = try? JSONValue.parse(bytes), let said = json["directory_hash"]?.string else {
            throw FdnixError(.corrupt, "\(Self.name) has no directory_hash")
        }
        guard said == hash else { throw FdnixError(.corrupt, "\(Self.name) does not fit the files beside it") }
    }
}
