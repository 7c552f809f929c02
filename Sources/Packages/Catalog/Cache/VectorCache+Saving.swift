import Basics
import DuckDB

extension VectorCache {
    /// Adds the vectors of texts, brought to length 1; returns the positions of those that are not valid vectors (not
    /// finite, or all zeros), which are left out. A text that has a vector keeps it unless `replacing`.
    @discardableResult
    public func insert(_ textHashes: [String], vectors: [Float], replacing: Bool = false) throws -> [Int] {
        guard vectors.count == textHashes.count * key.dimension else {
            throw FdnixError(
                .database, "\(vectors.count) numbers are not \(textHashes.count) vectors of \(key.dimension) numbers")
        }
        return try recovering { try add(textHashes, vectors, replacing: replacing) }
    }

    private func add(_ textHashes: [String], _ vectors: [Float], replacing: Bool) throws -> [Int] {
        let dimension = key.dimension
        var invalid: [Int] = []
        try connection.transaction {
            try connection.execute("DELETE FROM incoming")
            let appender = try connection.appender("incoming")
            for (position, hash) in textHashes.enumerated() {
                guard let vector = normalized(vectors[position * dimension..<(position + 1) * dimension]) else {
                    invalid.append(position)
                    continue
                }
                try appender.append(hash)
                try vector.withUnsafeBufferPointer { try appender.append($0) }
                try appender.endRow()
            }
            try appender.finish()
            try moveIncoming(replacing: replacing)
        }
        return invalid
    }

    private func moveIncoming(replacing: Bool) throws {
        let conflict =
            replacing
            ? """
            DO UPDATE SET vector = excluded.vector, created_at = excluded.created_at,
              last_used_at = excluded.last_used_at
            """
            : "DO NOTHING"
        let statement = try connection.prepare(
            """
            INSERT INTO vector_cache
            SELECT ?, ?, ?, text_hash, any_value(vector)::FLOAT[], ?, ? FROM incoming GROUP BY text_hash
            ON CONFLICT \(conflict)
            """)
        try statement.bind(parameters + [.string(now), .string(now)])
        try statement.execute()
        try connection.execute("DELETE FROM incoming")
    }

    private func normalized(_ vector: ArraySlice<Float>) -> [Float]? {
        var sum = 0.0
        for value in vector { sum += Double(value) * Double(value) }
        guard sum.isFinite, sum > 0 else { return nil }
        let inverse = 1 / sum.squareRoot()
        guard inverse.isFinite else { return nil }
        return vector.map { Float(Double($0) * inverse) }
    }

    /// Takes over the rows of another cache file (of every key); where both have a vector, the later use counts.
    public func merge(_ other: String) throws {
        guard FileSystem.exists(other) else {
            throw FdnixError(.notFound, "cannot merge the vector cache \(other): there is no such file")
        }
        try connection.execute("ATTACH \(SQL.literal(other)) AS other (READ_ONLY)")
        // Fails only with the connection, and what happened before tells more.
        defer { try? connection.execute("DETACH other") }
        try connection.execute(
            """
            INSERT INTO vector_cache SELECT * FROM other.vector_cache
            ON CONFLICT DO UPDATE SET last_used_at = greatest(last_used_at, excluded.last_used_at)
            """)
    }

    /// Drops entries (of every key) unused for `days` before `now` (in seconds since 1970), and leaves all data in the
    /// file itself, ready to be copied. Returns how many were dropped.
    @discardableResult
    public func save(droppingUnusedFor days: Int = 30, now: Int = Timestamp.milliseconds / 1000) throws -> Int {
        let limit = Timestamp.iso8601(secondsSince1970: now - 86_400 * days)
        return try recovering {
            let statement = try connection.prepare("DELETE FROM vector_cache WHERE last_used_at < ?")
            try statement.bind([.string(limit)])
            let dropped = try statement.execute()
            try connection.execute("CHECKPOINT")
            return dropped
        }
    }
}
