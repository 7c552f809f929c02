import Basics
import SQLite

/// The tables of the file.
enum DatabaseFormat {
    private static let version = 1

    /// Sets the connection up, and makes the tables where they are missing.
    static func prepare(_ connection: Connection) throws {
        try useWriteAheadLog(connection)
        // What a call has written is on the disk when it returns: every commit waits for the disk.
        try connection.execute("PRAGMA synchronous = FULL")
        guard try version(connection) != version else { return }
        try connection.transaction {
            if try check(connection) == 0 { try connection.execute(tables) }
        }
    }

    /// The version of the file's tables, 0 where it has none yet. Throws `incompatible` for one that this program cannot read.
    @discardableResult
    static func check(_ connection: Connection) throws -> Int {
        let found = try version(connection)
        guard found == 0 || found == version else {
            throw FdnixError(
                .incompatible,
                "\(try path(connection)) is of version \(found), and this program reads version \(version); use a newer one"
            )
        }
        return found
    }

    /// With a write-ahead log, readers do not wait for writers. Two that switch it on at once do not wait for one another,
    /// whatever their patience; it is on for ever once one has done it.
    private static func useWriteAheadLog(_ connection: Connection) throws {
        for _ in 0..<100 {
            do {
                return try connection.execute("PRAGMA journal_mode = WAL")
            } catch {
                guard error.isRetryable else { throw error }
            }
            // Waits for the other one.
            try connection.transaction {}
        }
        throw FdnixError(
            .database, "\(try path(connection)): other processes keep it from a write-ahead log; try again")
    }

    private static func version(_ connection: Connection) throws -> Int {
        try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
    }

    private static func path(_ connection: Connection) throws -> String {
        try connection.first("PRAGMA database_list") { $0.text(2) ?? "" } ?? ""
    }

    /// Keys are text where the schema says text; numbers and bytes are blobs that sort as they do. Documents are
    /// DynamoDB's JSON, times milliseconds since 1970.
    private static let tables = """
        CREATE TABLE item (
            tbl TEXT NOT NULL, pk NOT NULL, sk NOT NULL, doc TEXT NOT NULL, UNIQUE (tbl, pk, sk));
        CREATE TABLE item_index (
            tbl TEXT NOT NULL, idx TEXT NOT NULL, pk NOT NULL, sk NOT NULL, own_pk NOT NULL, own_sk NOT NULL,
            PRIMARY KEY (tbl, idx, pk, sk, own_pk, own_sk)) WITHOUT ROWID;
        CREATE TABLE stream (
            number INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, time INTEGER NOT NULL, keys TEXT NOT NULL,
            old TEXT, new TEXT);
        CREATE INDEX stream_table ON stream (tbl, number);
        CREATE TABLE stream_start (tbl TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE transaction_token (
            tbl TEXT NOT NULL, token TEXT NOT NULL, fingerprint INTEGER NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY (tbl, token)) WITHOUT ROWID;
        CREATE TABLE message (
            number INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, dead INTEGER NOT NULL, body TEXT NOT NULL,
            attributes TEXT NOT NULL, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            receive_count INTEGER NOT NULL, consumer TEXT);
        CREATE INDEX message_turn ON message (queue, dead, visible_at, number);
        CREATE INDEX message_consumer ON message (consumer) WHERE consumer IS NOT NULL;
        CREATE TABLE consumer (id TEXT PRIMARY KEY) WITHOUT ROWID;
        PRAGMA user_version = 1;
        """
}
