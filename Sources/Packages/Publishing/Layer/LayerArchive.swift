import Basics
import Compression
import Digests
public import Logging

/// Which artifacts a Lambda layer holds: `LAYER_CONTENTS`.
public enum LayerContents: String, Sendable, CaseIterable {
    /// The search index and the minified database.
    case both
    /// The search index, which is all that the function of fdnix reads.
    case index
    /// The minified database, for functions that ask DuckDB.
    case duckdb
}

/// The archive of a Lambda layer: the artifacts below `fdnix/`, which a function finds below `/opt/fdnix/`.
public struct LayerArchive: Sendable, Equatable {
    /// The most bytes that a layer's files may have, so that a function fits beside them: Lambda's own limit for both
    /// is 262,144,000 (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    public static let sizeLimit = 230_000_000
    /// From how many bytes on the size is worth a warning.
    public static let warningSize = 180_000_000
    /// What follows the key or path of the minified database in the archive's.
    public static let suffix = ".layer.zip"

    /// Where the archive is.
    public var path: String
    /// Its length in bytes.
    public var bytes: Int
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    public var sha256: String
    /// The same in Base64, as Lambda tells it.
    public var codeSha256: String

    /// What is known of an archive that is there. Throws `notFound` and `io`.
    public init(reading path: String) throws {
        let view = ByteView(try MappedFile(path: path))
        let digest = try Digest.hash(.sha256, view)
        self.path = path
        bytes = view.count
        sha256 = digest.hexadecimal
        codeSha256 = Base64.encode(digest)
    }

    /// Builds the archive at `path`, all at once; the same artifacts give the same bytes.
    ///
    /// Throws `gate` where the files have more bytes than a layer may, `notFound` and `io`.
    public static func build(
        at path: String, _ contents: LayerContents, index: String, database: String, logger: Logger
    ) throws -> LayerArchive {
        var files: [(name: String, path: String)] = []
        if contents != .duckdb { files.append(("fdnix/fdnix.idx", index)) }
        if contents != .index { files.append(("fdnix/fdnix.duckdb", database)) }
        try check(files.reduce(0) { $0 + (FileSystem.size(of: $1.path) ?? 0) }, logger)
        try AtomicFile.write(path) { temporary in
            let writer = try ZipWriter(creating: temporary)
            for file in files { try writer.add(file.name, file: file.path) }
            try writer.finish()
        }
        return try LayerArchive(reading: path)
    }

    /// Throws `gate` for more bytes than a layer may have, and warns of nearly as many.
    static func check(_ bytes: Int, _ logger: Logger) throws(FdnixError) {
        guard bytes <= sizeLimit else {
            throw FdnixError(
                .gate,
                "the layer's files have \(bytes.grouped) bytes, more than the \(sizeLimit.grouped) that leave room for the "
                    + "function: set LAYER_CONTENTS=index or duckdb")
        }
        if bytes > warningSize {
            logger.warning(
                "the layer's files have \(bytes.grouped) bytes; more than \(sizeLimit.grouped) will not be published")
        }
    }
}
