public import Basics
import DuckDB

extension FullDatabase {
    /// Fills the empty table `embeddings` and sets `hasEmbedding`.
    ///
    /// `entries` names the packages and the row each finds in `vectors` (packages with the same text share one), whose
    /// rows have the dimension of the database.
    public func writeEmbeddings(
        _ entries: some Collection<(id: String, row: Int)>, vectors: [Float],
        progress: any ProgressReporter = SilentProgress()
    ) throws {
        let dimension = try embeddingDimension()
        progress.begin("Writing vectors", total: entries.count)
        defer { progress.end() }
        try connection.transaction {
            let appender = try connection.appender("embeddings")
            try vectors.withUnsafeBufferPointer { vectors in
                for entry in entries {
                    let start = entry.row * dimension
                    guard entry.row >= 0, start + dimension <= vectors.count else {
                        throw FdnixError(.database, "the vector of \(entry.id) lies outside the vectors given")
                    }
                    try appender.append(entry.id)
                    try appender.append(UnsafeBufferPointer(rebasing: vectors[start..<start + dimension]))
                    try appender.endRow()
                    if appender.rowCount.isMultiple(of: 8192) {
                        try Task.checkCancellation()
                        progress.update(appender.rowCount)
                    }
                }
            }
            try appender.finish()
            try connection.execute(
                """
                UPDATE packages SET hasEmbedding = NOT hasEmbedding
                WHERE hasEmbedding <> (package_id IN (SELECT package_id FROM embeddings))
                """)
            metadata[.embeddingCount] = String(appender.rowCount)
            try metadata.write(to: connection)
        }
        try RowSets.check(connection, vectors: "embeddings", path)
    }

    /// Calls `body` with the package id and the vector of every embedding, in the order they were written; the vector
    /// is valid inside `body` only.
    public func forEachEmbedding(_ body: (String, UnsafeBufferPointer<Float>) throws -> Void) throws {
        try connection.query("SELECT package_id, vector FROM embeddings").forEach { row in
            let id = try row.string(0)
            try row.withFloats(1) { try body(id, $0) }
        }
    }

    func embeddingDimension() throws -> Int {
        guard let dimension = metadata.int(.embeddingDimension), dimension > 0 else {
            throw FdnixError(.corrupt, "\(path) does not say how long its vectors are; rebuild it")
        }
        return dimension
    }
}
