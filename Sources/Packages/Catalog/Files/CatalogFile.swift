public import Basics
import DuckDB
import Platform

/// Database files as a whole: built anew, changed, removed.
///
/// A new file is built under a temporary name of the caller's choice (`AtomicFile.temporaryPath`), and put in its
/// place with `AtomicFile.replace` when all is done.
public enum CatalogFile {
    /// The oldest DuckDB that can read our files.
    static let storageVersion = "v1.2.0"

    /// Removes a database and the write-ahead log beside it.
    public static func remove(_ path: String) throws(FdnixError) {
        do {
            try FileSystem.remove(path)
            try FileSystem.remove(path + ".wal")
        } catch { throw error as? FdnixError ?? FdnixError(.io, "cannot remove \(path)", underlying: error) }
    }

    /// Builds a new database at `path`, in one transaction; on an error nothing is left there.
    static func create<T>(
        at path: String, _ configuration: Database.Configuration, _ body: (Connection) throws -> T
    ) async throws -> T {
        try remove(path)
        var configuration = configuration
        configuration.storageVersion = storageVersion
        return try await removingOnFailure(path) {
            try await write(path, configuration) { connection in try connection.transaction { try body(connection) } }
        }
    }

    /// Changes the database at `path`; `body` sees to its own transactions.
    ///
    /// The work is done on a thread of its own, and its statements end when the task is cancelled.
    static func write<T>(
        _ path: String, _ configuration: Database.Configuration, _ body: (Connection) throws -> T
    ) async throws -> T {
        let result = try await BlockingWork.run { try await withConnection(path, configuration, body) }
        // After a checkpoint the log holds nothing.
        try FileSystem.remove(path + ".wal")
        return result
    }

    /// Removes a half-made file where `body` fails. That this may fail too is left untold: the first error tells more.
    static func removingOnFailure<T>(_ path: String, _ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch {
            try? remove(path)
            throw error
        }
    }

    // A function of its own, so that the database is closed when it returns.
    private static func withConnection<T>(
        _ path: String, _ configuration: Database.Configuration, _ body: (Connection) throws -> T
    ) async throws -> T {
        let connection = try Database(path: path, access: .readWrite, configuration: configuration).connect()
        return try await connection.interrupter.stoppingOnCancellation {
            let result = try body(connection)
            try connection.execute("CHECKPOINT")
            return result
        }
    }
}

extension CatalogFile {
    /// Renames a database; its log, useless without it, goes away.
    static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else { throw FdnixError.io("rename", path) }
        try FileSystem.remove(path + ".wal")
    }
}
