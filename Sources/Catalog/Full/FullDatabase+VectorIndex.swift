import Basics
import DuckDB

/// Parameters of the HNSW index.
public struct VectorIndexParameters: Sendable, Equatable {
    /// Edges a node, 2…64.
    public var m: Int
    /// Candidates while building, 8…1000.
    public var efConstruction: Int
    /// Candidates while searching, 1…1000.
    public var efSearch: Int

    /// The contract's defaults, or other values.
    public init(m: Int = 16, efConstruction: Int = 200, efSearch: Int = 40) {
        self.m = m
        self.efConstruction = efConstruction
        self.efSearch = efSearch
    }
}

extension FullDatabase {
    /// Whether the extension that builds the index can be loaded here.
    public var canBuildVectorIndex: Bool { connection.canLoadExtension("vss") }

    /// Builds the HNSW index over `embeddings`, a convenience for SQL users; minutes for 100,000 vectors.
    public func createVectorIndex(_ parameters: VectorIndexParameters = .init()) throws {
        try connection.loadExtension("vss")
        try connection.execute("SET hnsw_enable_experimental_persistence = true")
        try connection.execute("SET hnsw_ef_search = \(parameters.efSearch)")
        try connection.execute(
            """
            CREATE INDEX embeddings_vss_idx ON embeddings USING HNSW (vector)
            WITH (metric = 'cosine', M = \(parameters.m), ef_construction = \(parameters.efConstruction))
            """)
        metadata[.vectorIndex] = "hnsw"
        try metadata.write(to: connection)
        guard try usesVectorIndex() else {
            throw FdnixError(.database, "DuckDB built the vector index of \(path), but does not use it")
        }
    }

    /// Whether a nearest-neighbour query goes through the index.
    public func usesVectorIndex() throws -> Bool {
        guard metadata[.vectorIndex] == "hnsw" else { return false }
        try connection.loadExtension("vss")
        let dimension = try embeddingDimension()
        let query = "[\(Array(repeating: "0.5", count: dimension).joined(separator: ","))]::FLOAT[\(dimension)]"
        let plan = try connection.query(
            """
            EXPLAIN SELECT package_id FROM embeddings
            ORDER BY array_cosine_distance(vector, \(query)) LIMIT 10
            """
        ).map { try $0.string(1) }
        return plan.contains { $0.contains("HNSW_INDEX_SCAN") }
    }
}
