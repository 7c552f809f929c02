import Basics
import SQLite

/// What was written to a collection and is not, or not everywhere, taken up yet, in order.
struct ChromaQueue {
    /// What a row asks for, with Chroma's numbers.
    enum Operation: Int {
        /// Nothing where the id is there already.
        case add
        /// Nothing where the id is not there.
        case update
        /// An update, or an addition.
        case upsert
        case delete
    }

    /// A row of the queue, to be read while it is the present one.
    struct Entry {
        let operation: Operation
        let id: [UInt8]
        /// The row's place in the queue.
        let place: Int
        fileprivate let row: Row

        /// Facts as JSON; nil where there are none.
        var facts: [UInt8]? { row.withBytes(5) { $0.isEmpty ? nil : Array($0) } }

        /// Whether there is a vector. Throws `corrupt` for one of another form.
        func hasVector(dimension: Int) throws -> Bool {
            try row.withBytes(3) { bytes in
                if bytes.isEmpty { return false }
                guard bytes.count == 4 * dimension, row.text(4) == "FLOAT32" else {
                    throw FdnixError(
                        .corrupt,
                        "the Chroma queue has a vector of \(bytes.count) bytes as \(row.text(4) ?? "nothing")")
                }
                return true
            }
        }
    }

    private let connection: Connection
    private let topic: String

    init(_ connection: Connection, collection: String) {
        self.connection = connection
        topic = "persistent://default/default/\(collection)"
    }

    /// Calls `body` with all that follows a place in the queue. Throws `corrupt` for what is not an operation.
    func forEach(after place: Int, _ body: (Entry) throws -> Void) throws {
        let sql = """
            SELECT id, operation, seq_id, vector, encoding, metadata FROM embeddings_queue
            WHERE seq_id > ? AND topic = ? ORDER BY seq_id
            """
        try connection.rows(sql, [.int(place), .text(topic)]) { row in
            guard let operation = Operation(rawValue: row.int(1)) else {
                throw FdnixError(.corrupt, "the Chroma queue has an operation \(row.int(1))")
            }
            let id = Array((row.text(0) ?? "").utf8)
            try body(Entry(operation: operation, id: id, place: row.int(2), row: row))
            return true
        }
    }

    /// The vector at a place that has one.
    func vector(at place: Int, dimension: Int) throws -> [Float]? {
        try connection.first("SELECT vector FROM embeddings_queue WHERE seq_id = ?", [.int(place)]) { row in
            row.withBytes(0) { bytes in
                (0..<min(dimension, bytes.count / 4)).map { HNSWVectors.number(bytes, 4 * $0) }
            }
        }
    }
}
