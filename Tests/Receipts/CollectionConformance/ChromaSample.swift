import Basics
import JSON
public import ReceiptCollections
import ReceiptModel
import SQLite

/// A small directory as Chroma writes it: all vectors are still in the queue of writes.
public enum ChromaSample {
    private static let (metadata, index, id) = (
        "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002",
        "11111111-0000-4000-8000-000000000003"
    )

    /// Writes a database with one collection into a directory; a receipt's number is text, as older writers had it.
    public static func write(_ records: [CollectionRecord], collection name: String, into directory: String) throws {
        try FileSystem.createDirectories(directory)
        let connection = try Connection("\(directory)/\(ChromaSource.database)")
        try connection.execute(
            """
            CREATE TABLE collections (id TEXT, name TEXT, dimension INTEGER);
            CREATE TABLE segments (id TEXT, type TEXT, scope TEXT, collection TEXT);
            CREATE TABLE embeddings (id INTEGER PRIMARY KEY, segment_id TEXT, embedding_id TEXT, seq_id BLOB);
            CREATE TABLE embedding_metadata
                (id INTEGER, key TEXT, string_value TEXT, int_value INTEGER, float_value REAL, bool_value INTEGER);
            CREATE TABLE max_seq_id (segment_id TEXT, seq_id INTEGER);
            CREATE TABLE embeddings_queue
                (seq_id INTEGER PRIMARY KEY, operation INTEGER, topic TEXT, id TEXT, vector BLOB, encoding TEXT, metadata TEXT);
            INSERT INTO collections VALUES ('\(id)', '\(name)', \(records.first?.vector.count ?? 0));
            INSERT INTO segments VALUES ('\(index)', '', 'VECTOR', '\(id)'), ('\(metadata)', '', 'METADATA', '\(id)');
            """)
        // A column of real numbers makes them of text.
        let fact =
            "INSERT INTO embedding_metadata (id, key, string_value, int_value, float_value) VALUES (?, ?, ?, ?, ?)"
        for (number, record) in records.enumerated() {
            try connection.run(
                "INSERT INTO embeddings VALUES (?, ?, ?, 1)",
                [.int(number), .text(metadata), .text(record.record.id)])
            if let document = record.record.document {
                try connection.run(fact, [.int(number), .text("chroma:document"), .text(document), .null, .null])
            }
            for (key, value) in record.record.metadata {
                let text = value.string ?? (key == "receipt_id" ? value.int.map { String($0) } : nil)
                let whole = text == nil ? value.int : nil
                let float = text == nil && whole == nil ? value.double : nil
                try connection.run(
                    fact,
                    [
                        .int(number), .text(key), text.map { .text($0) } ?? .null, whole.map { .int(Int($0)) } ?? .null,
                        float.map { .text("\($0)") } ?? .null,
                    ])
            }
            try connection.run(
                "INSERT INTO embeddings_queue (operation, topic, id, vector, encoding) VALUES (2, ?, ?, ?, 'FLOAT32')",
                [
                    .text("persistent://default/default/\(id)"), .text(record.record.id),
                    .blob(record.vector.withUnsafeBytes { Array($0) }),
                ])
        }
    }
}
