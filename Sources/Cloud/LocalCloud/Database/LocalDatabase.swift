public import Basics
import SQLite
public import Tables

/// A file of SQLite with the tables and queues of one machine. Several processes may have it open; what a call has written
/// is on the disk when the call returns, and one that is killed leaves all of a write or nothing.
///
/// ```swift
/// let database = try await LocalDatabase.open("data/tables.sqlite")
/// let runs = database.table("receipts", schema)
/// let lines = database.queue("lines", maxReceiveCount: 100)
/// ```
public final class LocalDatabase: Sendable {
    /// The path of the file.
    public let path: String
    let time: TimeSource
    let consumer: Consumer
    let doorbells = Doorbells()
    /// Nil where this process may only read the file.
    private let writer: DatabaseWriter?
    private let reader: DatabaseReader

    private init(
        _ path: String, _ time: TimeSource, _ consumer: Consumer, _ writer: DatabaseWriter?, _ reader: DatabaseReader
    ) {
        self.path = path
        self.time = time
        self.consumer = consumer
        self.writer = writer
        self.reader = reader
    }

    /// Opens the file at `path`, creating it where there is none, and gives back the messages that processes had received
    /// which are gone. A file that this process may not write to is opened for reading. Throws `notFound` without SQLite,
    /// `incompatible` for a file of a newer version, `io`, `corrupt` or `database`.
    public static func open(_ path: String, time: TimeSource = .system) async throws -> LocalDatabase {
        if mayOnlyRead(path) {
            return try await BlockingWork.run {
                LocalDatabase(path, time, Consumer(path: path), nil, try await DatabaseReader(readOnly: path))
            }
        }
        try FileSystem.createDirectories(FileSystem.directory(of: path))
        let database = try await BlockingWork.run {
            let writer = try await DatabaseWriter(path)
            return LocalDatabase(path, time, Consumer(path: path), writer, try await DatabaseReader(path))
        }
        let now = time.now()
        try await database.write { connection in try Consumer.recover(connection, path: path, now: now) }
        return database
    }

    /// Whether there is a file, and neither it nor what SQLite keeps beside it may be written by this process.
    private static func mayOnlyRead(_ path: String) -> Bool {
        FileSystem.exists(path)
            && !(FileSystem.isWritable(path) && FileSystem.isWritable(FileSystem.directory(of: path)))
    }

    /// The table of this name; it is made when the first item is written.
    public func table(
        _ name: String, _ schema: TableSchema, changes retention: ChangeRetention = .week
    ) -> SQLiteTable {
        SQLiteTable(database: self, name: name, schema: schema, retention: retention)
    }

    /// The queue of this name. A message that was received `maxReceiveCount` times goes to the queue's dead letters; with
    /// nil it comes for ever.
    public func queue(_ name: String, maxReceiveCount: Int?) -> SQLiteQueue {
        SQLiteQueue(database: self, name: name, maxReceiveCount: maxReceiveCount)
    }

    /// A name by which other processes that have the file open can tell whether this one still has.
    public func holder() async throws -> String {
        try await write { [consumer] in try consumer.enter($0) }
        return consumer.id
    }

    /// Whether nobody has the file open any more under a name that `holder` gave. Throws `io`.
    public func isGone(_ holder: String) async throws -> Bool {
        try await BlockingWork.run { [path] in try Consumer.isGone(holder, path: path) }
    }

    /// Runs `body` in a transaction; it is on the disk when this returns.
    func write<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try Task.checkCancellation()
        guard let writer else {
            throw FdnixError(
                .io,
                "cannot write to \(path): this user may only read it; run as a user who may write there, or change the "
                    + "permissions of its folder and of the files in it")
        }
        return try await writer.write(body)
    }

    /// Runs `body` on what is written so far.
    func read<T: Sendable>(_ body: @Sendable (Connection) throws -> T) async throws -> T {
        try Task.checkCancellation()
        return try await reader.read(body)
    }
}
