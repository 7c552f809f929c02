import Basics
import HTTPTypes
import JSON
import PackageSearch
import SearchEngine
import ServiceAPI

/// `GET /v1/health`: whether there is an index to answer from, and which; 503 where there is none.
enum HealthRoute {
    static let route = Route(
        name: "health", path: "/v1/health", aliases: ["/health"], summary: "Whether an index is loaded, and which.",
        schema: "Health", errors: [503], handler: answer)

    private static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) async throws -> ServiceResponse {
        let snapshot = try? service.snapshot()
        return .json(status: snapshot == nil ? .serviceUnavailable : .ok) { json in
            json.object { json in
                json.member("status", snapshot == nil ? "unhealthy" : "healthy")
                json.member("timestamp", Timestamp.iso8601())
                json.member("version", fdnixVersion)
                guard let snapshot else { return json.nullMember("index") }
                json.objectMember("index") { json in
                    json.member("packages", snapshot.index.documentCount)
                    json.member("embeddings", snapshot.build.embeddings)
                    json.member("run_id", snapshot.build.runID)
                    json.member("built_at", snapshot.build.builtAt)
                    json.member("nixpkgs_revision", snapshot.build.nixpkgsRevision)
                }
            }
        }
    }
}
