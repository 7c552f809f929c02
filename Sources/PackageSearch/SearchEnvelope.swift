import JSON
import SearchIndex

/// The search API's answer (spec §13.2): every key is always present, unused ones are null.
public struct SearchEnvelope: Sendable {
    /// The found packages.
    public let results: PackageResults
    /// Milliseconds from receipt to serialisation.
    public let milliseconds: Double
    /// The keys of each package, nil for all.
    public var fields: Set<String>?

    /// Wraps an answer.
    public init(_ results: PackageResults, milliseconds: Double, fields: Set<String>? = nil) {
        self.results = results
        self.milliseconds = milliseconds
        self.fields = fields
    }

    /// Writes the envelope; where facets were asked for, they follow as one more key.
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
                for hit in results.hits { hit.write(to: &json, fields: fields) }
            }
            json.key("note")
            json.string(orNull: results.note)
            Self.writeUnused(Self.state, to: &json)
            if !results.facets.isEmpty { writeFacets(to: &json) }
        }
    }

    /// Writes the envelope for a request without a query (spec §13.4).
    public static func writeGuide(version: String, runtime: String, isLoaded: Bool, to json: inout JSONWriter) {
        json.object { json in
            json.key("message")
            json.string("fdnix search API")
            writeUnused(["query"], to: &json)
            json.key("total_count")
            json.integer(0)
            writeUnused(["query_time_ms", "search_type"], to: &json)
            json.key("packages")
            json.array { _ in }
            json.key("note")
            json.string("pass q to search")
            for key in state {
                json.key(key)
                switch key {
                case "version": json.string(version)
                case "runtime": json.string(runtime)
                case "duckdb_initialized", "duckdb_healthy": json.bool(isLoaded)
                default: json.null()
                }
            }
        }
    }

    /// How many values of a facet are listed.
    public static let facetLimit = 30

    private func writeFacets(to json: inout JSONWriter) {
        json.key("facets")
        json.object { json in
            for (column, counts) in results.facets.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                json.key("\(column)")
                json.array { json in
                    for count in counts.prefix(Self.facetLimit) {
                        json.object { json in
                            json.key("value")
                            json.string(PackageFacet.filterValue(count.value, of: column))
                            json.key("label")
                            json.string(PackageFacet.label(count.value, of: column))
                            json.key("count")
                            json.integer(count.count)
                        }
                    }
                }
            }
        }
    }

    private static func writeUnused(_ keys: [String], to json: inout JSONWriter) {
        for key in keys {
            json.key(key)
            json.null()
        }
    }

    /// Keys that tell of the service itself, in order.
    private static let state = [
        "version", "runtime", "query_received", "duckdb_path", "duckdb_lib_path", "bedrock_model_id", "aws_region",
        "enable_embeddings", "duckdb_initialized", "bedrock_initialized", "duckdb_healthy", "bedrock_healthy",
    ]
}
