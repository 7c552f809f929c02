import JSON

/// The search API's answer (spec §13.2): every key is always present, unused ones are null.
public struct SearchEnvelope: Sendable {
    /// The found packages.
    public let results: PackageResults
    /// Milliseconds from receipt to serialisation.
    public let milliseconds: Double

    /// Wraps an answer.
    public init(_ results: PackageResults, milliseconds: Double) {
        self.results = results
        self.milliseconds = milliseconds
    }

    /// Writes the envelope.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("message")
            json.string("Search completed")
            json.key("query")
            json.string(results.query)
            json.key("total_count")
            json.integer(results.total)
            json.key("query_time_ms")
            json.double((milliseconds * 1000).rounded() / 1000)
            json.key("search_type")
            json.string(results.isHybrid ? "hybrid" : "fts")
            json.key("packages")
            json.array { json in
                for hit in results.hits { hit.write(to: &json) }
            }
            json.key("note")
            json.string(orNull: results.note)
            for key in Self.unused {
                json.key(key)
                json.null()
            }
        }
    }

    /// Keys of the contract that only other kinds of answers fill.
    private static let unused = [
        "version", "runtime", "query_received", "duckdb_path", "duckdb_lib_path", "bedrock_model_id", "aws_region",
        "enable_embeddings", "duckdb_initialized", "bedrock_initialized", "duckdb_healthy", "bedrock_healthy",
    ]
}
