import Basics
import DocumentStore
import Documents
import HTTPTypes
import JSON
import ServiceAPI

/// `GET /health`: whether the store answers and has the first model's collection; 503 where not.
enum HealthRoute {
    static let route = CorpusRoute(
        name: "health", summary: "Whether the documents can be searched.", answer: "Health"
    ) { service, request in
        let search = service.search
        var reason: String?
        do {
            let key = search.models.first.key
            if try await !search.store.hasCollection(key) {
                reason = "The collection \(key) is not there: run embed-documents migrate"
            }
        } catch {
            reason = service.failure(error, request).message
        }
        return .json(status: reason == nil ? .ok : .serviceUnavailable) { json in
            json.object { json in
                json.member("status", reason == nil ? "healthy" : "unhealthy")
                if let reason { json.member("message", reason) }
                json.member("timestamp", Timestamp.iso8601())
                json.member("version", fdnixVersion)
                json.member("models", search.models.all.map(\.key))
            }
        }
    }
}
