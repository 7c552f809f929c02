import Basics
import JSON
import SearchIndex

/// `GET /v1/health` (spec §13.5): what is true now.
enum HealthRoute {
    static let route = Route(
        name: "health", path: "/v1/health", aliases: ["/health"], summary: "Whether an index is loaded, and which.",
        schema: "Health", errors: [503], handler: answer)

    private static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) throws -> ServiceResponse {
        let snapshot = try? service.snapshot()
        return .json(status: snapshot == nil ? 503 : 200) { json in
            json.object { json in
                json.key("status")
                json.string(snapshot == nil ? "unhealthy" : "healthy")
                json.key("timestamp")
                json.string(Timestamp.iso8601())
                json.key("version")
                json.string(fdnixVersion)
                json.key("index")
                if let snapshot { write(snapshot, to: &json) } else { json.null() }
            }
        }
    }

    private static func write(_ snapshot: IndexSnapshot, to json: inout JSONWriter) {
        json.object { json in
            json.key("packages")
            json.integer(snapshot.index.documentCount)
            json.key("embeddings")
            json.integer(snapshot.info["embeddings"]?.int ?? 0)
            for key in ["run_id", "built_at", "nixpkgs_revision"] {
                json.key(key)
                json.string(orNull: snapshot.text(key))
            }
        }
    }
}
