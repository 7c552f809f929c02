import Basics
import SQLite

/// The tables of the file. A row's `number` is never given again, and rises with every row.
///
/// `quantized` is the vector in bytes with its scale before it (`QuantizedRow`), NULL where it is too long for that. What of
/// the metadata is looked for by value has columns of its own. `changes` counts the writes of a collection, so that
/// readers notice them.
enum EmbeddedSchema {
    /// The version of the tables, which the file's `user_version` tells.
    private static let version = 1

    /// How long a write waits for others.
    private static let patience: Duration = .seconds(60)

    /// Opens the file for writing.
    static func open(_ path: String) throws -> Connection {
        let connection = try Connection(path, patience: patience)
        try connection.execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL")
        return connection
    }

    /// Makes the tables where they are missing. Throws `incompatible` for a file of a later version.
    static func prepare(_ connection: Connection) throws {
        // Readers go on while somebody writes.
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.transaction {
            let found = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
            guard found <= version else {
                throw FdnixError(
                    .incompatible, "the store of documents is of a later version of this program: update it")
            }
            if found < version { try connection.execute(tables + "PRAGMA user_version = \(version);") }
        }
    }

    private static let tables = """
        CREATE TABLE pg_collection (
            uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, cmetadata TEXT,
            dimensions INTEGER NOT NULL, changes INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE pg_embedding (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            collection_id TEXT NOT NULL REFERENCES pg_collection (uuid) ON DELETE CASCADE,
            embedding BLOB NOT NULL, document TEXT NOT NULL, document_source_uri TEXT NOT NULL,
            document_status TEXT NOT NULL, cmetadata TEXT NOT NULL,
            quantized BLOB, content_hash TEXT, model_id TEXT, create_timestamp INTEGER NOT NULL);
        CREATE INDEX ix_pg_embedding_document_source_uri
            ON pg_embedding (document_source_uri, collection_id, document_status);
        CREATE INDEX ix_pg_embedding_content_hash ON pg_embedding (collection_id, content_hash);
        CREATE INDEX ix_pg_embedding_active ON pg_embedding (collection_id) WHERE document_status = 'active';
        CREATE VIRTUAL TABLE pg_words USING fts5 (
            document, content = 'pg_embedding', content_rowid = 'number',
            tokenize = "porter unicode61 remove_diacritics 2");
        CREATE TRIGGER pg_embedding_inserted AFTER INSERT ON pg_embedding BEGIN
            INSERT INTO pg_words (rowid, document) VALUES (new.number, new.document);
        END;
        CREATE TRIGGER pg_embedding_deleted AFTER DELETE ON pg_embedding BEGIN
            INSERT INTO pg_words (pg_words, rowid, document) VALUES ('delete', old.number, old.document);
        END;

        """

    /// The id and the vectors' size of a collection; nil where there is none, or the tables are not there yet.
    static func find(_ name: String, _ connection: Connection) throws -> (id: String, dimension: Int)? {
        guard try isPrepared(connection) else { return nil }
        return try connection.first("SELECT uuid, dimensions FROM pg_collection WHERE name = ?", [.text(name)]) { row in
            (row.text(0) ?? "", row.int(1))
        }
    }

    /// The ids of all collections, or of the one of a name.
    static func ids(ofName name: String?, _ connection: Connection) throws -> [String] {
        guard try isPrepared(connection) else { return [] }
        if let name { return try find(name, connection).map { [$0.id] } ?? [] }
        return try connection.all("SELECT uuid FROM pg_collection") { $0.text(0) ?? "" }
    }

    private static func isPrepared(_ connection: Connection) throws -> Bool {
        try connection.first("SELECT 1 FROM sqlite_master WHERE name = 'pg_collection'", [], { _ in true }) != nil
    }

    /// Tells readers that rows of a collection changed.
    static func noteChange(of id: String, _ connection: Connection) throws {
        try connection.run("UPDATE pg_collection SET changes = changes + 1 WHERE uuid = ?", [.text(id)])
    }

    /// The id of a collection. Throws `notFound` where it is not there, `usage` where its vectors have another size.
    static func require(
        _ collection: DocumentCollection, _ connection: Connection, _ location: String
    ) throws -> String {
        guard let (id, dimension) = try find(collection.name, connection) else {
            throw StoreChecks.missing(collection.name, in: location)
        }
        guard dimension == collection.dimension else { throw StoreChecks.otherSize(collection, dimension) }
        return id
    }

    /// Makes a collection that is not there yet. Throws `usage` where it is there with another size.
    static func add(_ collection: DocumentCollection, _ connection: Connection) throws {
        try StoreChecks.name(collection.name)
        if let (_, dimension) = try find(collection.name, connection) {
            guard dimension == collection.dimension else { throw StoreChecks.otherSize(collection, dimension) }
            return
        }
        try connection.run(
            "INSERT INTO pg_collection (uuid, name, dimensions) VALUES (?, ?, ?)",
            [.text(RandomUUID.text()), .text(collection.name), .int(collection.dimension)])
    }
}
