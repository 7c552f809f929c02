public import Basics
import Compression

/// A directory of Chroma in a `.tar.gz`, as it was bundled before there were segments.
public enum ChromaArchive {
    /// The most bytes that an archive may unpack to unless told otherwise: 16 GiB.
    public static let largest = 16 << 30

    /// Unpacks an archive into a directory, which must be there. Throws `corrupt`, `malformedInput`, `denied` for members that
    /// lead elsewhere and for archives that are too large, and `io`; what was unpacked until then stays.
    public static func unpack(
        _ input: any ByteInput, into directory: String, limit: Int = ChromaArchive.largest
    ) async throws {
        var decoded = DecodedInput(input, name: "delta.tar.gz", firstByte: nil)
        var archive = TarExtractor(into: directory, limit: limit)
        while let piece = try await decoded.next() { try archive.add(piece) }
        try archive.finish()
    }

    /// Where the database is in what was unpacked: at the root, or in the only folder there that has one. Throws `corrupt`
    /// where it is in neither, and `io`.
    public static func root(of directory: String) throws -> String {
        func hasDatabase(_ path: String) -> Bool {
            FileSystem.kind(of: "\(path)/\(ChromaDatabase.name)") == .regularFile
        }
        if hasDatabase(directory) { return directory }
        let folders = try FileSystem.entries(of: directory).map { "\(directory)/\($0)" }.filter(hasDatabase)
        guard let root = folders.first, folders.count == 1 else {
            throw FdnixError(
                .corrupt,
                "the archive has no \(ChromaDatabase.name) at its root, nor in one folder there: "
                    + "make it with tar -czf ARCHIVE -C DIRECTORY .")
        }
        return root
    }
}
