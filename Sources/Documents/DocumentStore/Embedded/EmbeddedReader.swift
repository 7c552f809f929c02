import Basics
import SQLite

/// The connection of a process that answers questions, with the vectors that it keeps between them.
actor EmbeddedReader {
    private let executor = BlockingExecutor(label: "fdnix.document-store.reader")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let path: String
    private let cacheBytes: Int
    private var connection: Connection?
    private var vectors: [String: ActiveVectors] = [:]

    init(path: String, cacheBytes: Int) {
        self.path = path
        self.cacheBytes = cacheBytes
    }

    /// Runs `body` on the file as it is at one moment; nil where there is no file yet.
    func read<T: Sendable>(_ body: (Connection) throws -> T) throws -> T? {
        try Task.checkCancellation()
        if connection == nil {
            guard FileSystem.exists(path) else { return nil }
            connection = try Connection(path)
        }
        guard let connection else { return nil }
        try connection.execute("BEGIN")
        defer { try? connection.execute("COMMIT") }
        return try body(connection)
    }

    /// As `read`. Throws `notFound` where there is no file.
    func require<T: Sendable>(_ body: (Connection) throws -> T) throws -> T {
        guard let value = try read(body) else {
            throw FdnixError(
                .notFound, "there is no store of documents at \(path); make it with migrate, or ingest documents first")
        }
        return value
    }

    /// Answers a question.
    func search(_ query: ChunkQuery) throws -> [FoundChunk] {
        try require { connection in
            let id = try EmbeddedSchema.require(query.collection, connection, path)
            let search = EmbeddedSearch(query: query, collection: id, connection: connection)
            return try search.answer { nearest in
                var kept = vectors[id] ?? ActiveVectors(width: nearest.width)
                // Out of the dictionary, so that a change does not copy them.
                vectors[id] = nil
                defer { vectors[id] = kept }
                let others = vectors.values.reduce(0) { $0 + $1.values.count }
                guard try kept.refresh(id, connection, limit: max(cacheBytes - others, 0)) else { return false }
                nearest.add(numbers: kept.numbers, scales: kept.scales, values: kept.values)
                return true
            }
        }
    }
}
