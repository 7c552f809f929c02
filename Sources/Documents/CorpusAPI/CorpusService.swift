import Basics
public import CoreMetrics
public import Documents
import HTTPTypes
import Logging
import Observability
public import ServiceAPI

/// The documents over HTTP, without a transport: the search of the contract, one for people's programs, a page.
public final class CorpusService: HTTPService {
    /// What differs between the places where the service runs.
    public struct Configuration: Sendable {
        /// The names by which the service may be called, without port; nil for any. A page of another site whose name is
        /// made to lead to this machine (DNS rebinding) could read the documents otherwise.
        public var hosts: Set<String>?
        /// Keeps or sends the metrics; nil for those that `/metrics` tells.
        public var metrics: (any MetricsFactory)?

        /// A configuration with the defaults.
        public init() {}
    }

    /// The most bytes of a question with its filter.
    public let maximumBody = 64 << 10
    /// Documents are for those who are let in, not for every page in their browser.
    public let isOpenToOtherSites = false

    let search: CorpusSearch
    let metrics: CorpusMetrics
    private let hosts: Set<String>?
    private let log = Logger(label: "embed.service")

    /// A service that answers by `search`.
    public init(_ search: CorpusSearch, configuration: Configuration = Configuration()) {
        self.search = search
        hosts = configuration.hosts
        metrics = CorpusMetrics(configuration.metrics ?? PrometheusMetrics(families: CorpusMetrics.families))
    }

    /// Answers a request: always with an answer, never with an error.
    public func respond(to request: ServiceRequest) async -> ServiceResponse {
        let route = CorpusRoute.of(request.path)
        return await metrics.requests.counting(request, route?.name) { await answer(request, route) }
    }

    private func answer(_ request: ServiceRequest, _ route: CorpusRoute?) async -> ServiceResponse {
        guard isCalledByName(request) else {
            return refusal(
                ServiceError(status: 421, message: "This server has another name; --hosts says which it answers to"))
        }
        guard let route else { return refusal(.notFound("No such path")) }
        guard route.methods.contains(request.head.method) else {
            let allowed = route.methods.map(\.rawValue).joined(separator: ", ")
            return refusal(ServiceError(status: 405, message: "Use \(route.methods[0].rawValue)"))
                .adding(.allow, allowed)
        }
        do {
            return try await route.handler(self, request)
        } catch {
            return refusal(failure(error, request))
        }
    }

    /// What the caller is told of an error. The reason of others than the caller's own is for the log: it may tell of hosts
    /// and paths.
    func failure(_ error: any Error, _ request: ServiceRequest) -> ServiceError {
        if let error = error as? ServiceError { return error }
        if let error = error as? FdnixError, error.code == .usage { return .badRequest(error.message) }
        log.error("search failed", metadata: ["request": "\(request.id)", "error": "\(error)"])
        switch (error as? FdnixError)?.code {
        case .modelAway?: return ServiceError(status: 503, message: (error as? FdnixError)?.message ?? "")
        case .notFound?:
            return ServiceError(
                status: 503, message: "There are no documents of this model yet (request \(request.id))")
        case .network?, .io?, .database?, .denied?, .throttled?, .service?, .interrupted?:
            return ServiceError(
                status: 503, message: "The documents cannot be reached now; ask again later (request \(request.id))")
        default: return ServiceError(status: 500, message: "The search failed (request \(request.id))")
        }
    }

    private func isCalledByName(_ request: ServiceRequest) -> Bool {
        guard let hosts else { return true }
        guard let authority = request.head.authority else { return false }
        return hosts.contains(HostName.of(authority))
    }
}
