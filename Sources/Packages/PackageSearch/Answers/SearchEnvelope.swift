import JSON
import SearchEngine

/// The search API's answer: every key is always present, unused ones are null.
public struct SearchEnvelope: Sendable {
    /// The packages found, with total, note and facets.
    public let results: PackageResults
    /// Milliseconds from the receipt of the request to the writing of the answer.
    public let milliseconds: Double
    /// The keys of each package, nil for all.
    public var packageFields: Set<String>?

    /// Wraps an answer that took `milliseconds`.
    public init(_ results: PackageResults, milliseconds: Double, fields: Set<String>? = nil) {
        self.results = results
        self.milliseconds = milliseconds
        packageFields = fields
    }

    /// The members, in their order; those from `version` on tell of the service itself, and are null in an answer to a
    /// query.
    public static let fields: [AnswerField<SearchEnvelope>] =
        [
            AnswerField("message", AnswerSchema.text) { $1.string("Search completed") },
            AnswerField("query", AnswerSchema.textOrNull) { $1.string($0.results.query) },
            AnswerField("total_count", #"{"type":"integer","minimum":0}"#) { $1.integer($0.results.total) },
            AnswerField("total_packages", #"{"type":"integer","minimum":0}"#) { $1.integer($0.results.totalPackages) },
            AnswerField("query_time_ms", #"{"type":["number","null"]}"#) {
                $1.double(($0.milliseconds * 1000).rounded() / 1000)
            },
            AnswerField("search_type", #"{"enum":["hybrid","fts","semantic",null]}"#) {
                $1.string($0.results.searchType)
            },
            AnswerField(
                "packages",
                ##"{"type":"array","maxItems":200,"items":{"$ref":"#/components/schemas/Package"}}"##
            ) { envelope, json in
                json.array { json in
                    for hit in envelope.results.hits { hit.write(to: &json, fields: envelope.packageFields) }
                }
            },
            AnswerField("note", AnswerSchema.textOrNull) { $1.string(orNull: $0.results.note) },
        ] + stateKeys.map { AnswerField($0, "{}") { $1.null() } } + [
            AnswerField(
                "facets",
                ##"{"type":"object","additionalProperties":{"type":"array","items":{"$ref":"#/components/schemas/FacetValue"}}}"##,
                where: { !$0.results.facets.isEmpty }
            ) { $0.writeFacets(to: &$1) }
        ]

    /// Keys that tell of the service itself, in order.
    private static let stateKeys = [
        "version", "runtime", "query_received", "duckdb_path", "duckdb_lib_path", "bedrock_model_id", "aws_region",
        "enable_embeddings", "duckdb_initialized", "bedrock_initialized", "duckdb_healthy", "bedrock_healthy",
    ]

    /// Writes one object: a member for each of `fields`, in their order.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            for field in Self.fields { field.write(self, to: &json) }
        }
    }

    /// Writes the envelope for a request without a query: the same keys, and what the service is.
    public static func writeGuide(version: String, runtime: String, isLoaded: Bool, to json: inout JSONWriter) {
        json.object { json in
            for field in fields where field.isAlways {
                switch field.name {
                case "message": json.member("message", "fdnix search API")
                case "total_count", "total_packages": json.member(field.name, 0)
                case "packages": json.arrayMember("packages") { _ in }
                case "note": json.member("note", "pass q to search")
                case "version": json.member("version", version)
                case "runtime": json.member("runtime", runtime)
                case "duckdb_initialized", "duckdb_healthy": json.member(field.name, isLoaded)
                default: json.nullMember(field.name)
                }
            }
        }
    }

    /// How many values of a facet are listed.
    public static let facetLimit = 30

    private func writeFacets(to json: inout JSONWriter) {
        json.object { json in
            for (column, counts) in results.facets.sorted(by: { $0.key < $1.key }) {
                json.arrayMember(column.name) { json in
                    for count in counts.prefix(Self.facetLimit) {
                        json.object { json in
                            json.member("value", PackageFacet.filterValue(count.value, of: column))
                            json.member("label", PackageFacet.label(count.value, of: column))
                            json.member("count", count.count)
                        }
                    }
                }
            }
        }
    }
}
