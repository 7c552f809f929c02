import Basics
import DuckDB

/// Rows of one table that belong to rows of another.
enum RowSets {
    /// Checks that every text and vector belongs to a package, every package has a text, and `hasEmbedding` tells the
    /// truth; `path` is for the message.
    static func check(_ connection: Connection, vectors: String, _ path: String) throws {
        let problems = [
            ("texts without a package", missing("packages_fts_source", in: "packages")),
            ("packages without a text", missing("packages", in: "packages_fts_source")),
            ("vectors without a package", missing(vectors, in: "packages")),
            (
                "packages with a wrong hasEmbedding",
                """
                SELECT count(*) FROM packages
                WHERE hasEmbedding IS DISTINCT FROM (package_id IN (SELECT package_id FROM \(vectors)))
                """
            ),
        ]
        for (what, sql) in problems {
            let count = try connection.query(sql).scalar(Int.self) ?? 0
            guard count == 0 else {
                throw FdnixError(.corrupt, "\(path) has \(count) \(what); rebuild it with fdnix index")
            }
        }
    }

    private static func missing(_ table: String, in other: String) -> String {
        "SELECT count(*) FROM \(table) WHERE package_id NOT IN (SELECT package_id FROM \(other))"
    }
}
