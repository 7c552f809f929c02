import Basics
import HTTPTypes
import Logging
import ServiceAPI

/// One line a request: what was asked of which route, how it went, how long it took.
///
/// What people search for is their own business, so the query string stays out unless the operator wants it.
struct AccessLog: Sendable {
    let withQueries: Bool
    private let log = Logger(label: "fdnix.access")

    init(withQueries: Bool) { self.withQueries = withQueries }

    func write(
        _ request: ServiceRequest, method: HTTPRequest.Method, _ response: ServiceResponse, client: IPAddress?
    ) {
        var metadata: Logger.Metadata = [
            "method": "\(method)", "path": "\(request.path)", "status": "\(response.status)",
            "bytes": "\(response.body.count)", "ms": "\((request.elapsedMilliseconds * 1000).rounded() / 1000)",
            "request": "\(request.id)", "peer": "\(client.map(\.description) ?? "unknown")",
        ]
        if withQueries, !request.parameters.isEmpty { metadata["query"] = "\(request.parameters.encoded())" }
        log.info("request", metadata: metadata)
    }
}
