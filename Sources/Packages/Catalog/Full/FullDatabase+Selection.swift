import Basics
import DuckDB

/// Some of a database's packages, for whoever sends them elsewhere piece by piece.
extension FullDatabase {
    /// The identity of every package: enough to tell which belong together, without reading their texts.
    public func forEachName(_ body: (_ id: String, _ name: String, _ version: String, _ path: String) throws -> Void)
        throws
    {
        try connection.query("SELECT package_id, packageName, version, attributePath FROM packages").forEach { row in
            try body(row.string(0), row.string(1), row.string(2), row.string(3))
        }
    }

    /// The packages with these ids, in no special order; those that are not there are left out.
    public func packages(_ ids: [String]) throws -> [StoredPackage] {
        guard !ids.isEmpty else { return [] }
        var reader = PackageRow()
        return try connection.query(
            "SELECT * FROM packages WHERE package_id IN (\(Self.marks(ids)))", ids.map { .string($0) }
        ).map { try reader.read($0) }
    }

    /// The vectors of the packages with these ids, by id; those that have none are left out.
    public func vectors(_ ids: [String]) throws -> [String: [Float]] {
        guard !ids.isEmpty else { return [:] }
        var vectors: [String: [Float]] = [:]
        try connection.query(
            "SELECT package_id, vector FROM embeddings WHERE package_id IN (\(Self.marks(ids)))",
            ids.map { .string($0) }
        ).forEach { row in
            vectors[try row.string(0)] = try row.withFloats(1) { Array($0) }
        }
        return vectors
    }

    private static func marks(_ ids: [String]) -> String { ids.map { _ in "?" }.joined(separator: ", ") }
}
