import Basics
import DuckDB

/// Parameters of DuckDB's HNSW index (Malkov and Yashunin 2016), as its extension `vss` names them.
public struct VectorIndexParameters: Sendable, Equatable {
    /// How many edges a node has, 2 to 64.
    public var m: Int
    /// How many candidates are kept while the index is built, 8 to 1000.
    public var efConstruction: Int
    /// How many candidates are kept while it is searched, 1 to 1000.
    public var efSearch: Int

    /// M 16, ef_construction 200 and ef_search 40, or other values.
    public init(m: Int = 16, efConstruction: Int = 200, efSearch: Int = 40) {
        self.m = m
        self.efConstruction = efConstruction
        self.efSearch = efSearch
    }
}

extension FullDatabase {
    /// Whether the extension that builds the index can be loaded here.
    public var canBuildVectorIndex: Bool { connection.canLoadExtension("vss") }

    /// Builds the HNSW index over `embeddings`, a convenience for SQL users; minutes for 100,000 vectors, in which
    /// DuckDB heeds no request to stop.
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
