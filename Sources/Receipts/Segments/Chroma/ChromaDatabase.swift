import Basics
import SQLite

/// The database of a directory of Chroma, opened so that nothing is written where others keep it.
enum ChromaDatabase {
    static let name = "chroma.sqlite3"
    private static let (journal, log) = ("-journal", "-wal")
    /// What a journal ends with that belongs to a transaction over several files (sqlite.org/fileformat2.html).
    private static let mark: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

    /// Opens the database of a directory. What a writer that was killed left is taken up in a copy in `folder`, or in the
    /// directory itself where that is nil. Throws `notFound`, `database`, `corrupt` for a journal that names other files, and
    /// `io`, also where somebody writes meanwhile.
    static func open(_ directory: String, copyingTo folder: String?) throws -> Connection {
        guard FileSystem.exists("\(directory)/\(name)") else {
            throw FdnixError(
                .notFound, "there is no \(name) in \(directory.printable(onOneLine: true)): name a directory of Chroma")
        }
        // Journals lie beside the file itself, not beside a link to it.
        let path = try FileSystem.realPath("\(directory)/\(name)")
        // Opened here first: what is not a regular file could be waited for without end.
        let header = try RandomAccessFile(reading: path).blockingRead(20, at: 0)
        guard let folder else { return try writable(path) }
        // Who reads a database with a log beside it writes there too.
        let hasLog = header.count == 20 && header[18...].contains(2) || FileSystem.exists(path + log)
        if !hasLog, let connection = try readable(path) { return connection }
        return try writable(try copy(path, into: folder))
    }

    /// The database as it lies there; nil where the journal of a writer that was killed has to be played back first.
    private static func readable(_ path: String) throws -> Connection? {
        let connection = try Connection(path, .readOnly)
        do {
            _ = try connection.first("SELECT 1 FROM sqlite_master") { _ in true }
            return connection
        } catch let error as FdnixError where (error.underlying as? SQLiteFailure)?.needsWriting == true {
            return nil
        }
    }

    private static func writable(_ path: String) throws -> Connection {
        if FileSystem.exists(path + journal) {
            let file = try RandomAccessFile(reading: path + journal)
            // SQLite would remove the file that is named there, wherever it is.
            guard try file.blockingRead(mark.count, at: max(file.size - mark.count, 0)) != mark else {
                throw FdnixError(.corrupt, "\(path)\(journal) is of several databases, which Chroma's never is")
            }
        }
        return try Connection(path)
    }

    private static func copy(_ path: String, into folder: String) throws -> String {
        try FileSystem.createDirectories(folder)
        let target = "\(folder)/\(name)"
        func state() -> [FileIdentity?] { ["", journal, log].map { FileSystem.identity(of: path + $0) } }
        let before = state()
        for (suffix, identity) in zip(["", journal, log], before) where identity != nil {
            let (file, writer) = (
                try RandomAccessFile(reading: path + suffix), try FileWriter(creating: target + suffix)
            )
            var at = 0
            while case let piece = try file.blockingRead(1 << 20, at: at), !piece.isEmpty {
                try piece.withUnsafeBytes { try writer.write($0) }
                at += piece.count
            }
            try writer.close()
        }
        guard state() == before else {
            throw FdnixError(.io, "\(path) was written to while it was copied: stop Chroma and try again")
        }
        return target
    }
}
