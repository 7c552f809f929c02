public import CoreMetrics
import HTTPTypes
public import Observability
import Synchronization

/// Requests counted by route and status, their times, and how many are under way: what every service tells of itself.
public final class RequestMetrics: Sendable {
    /// The metrics of one route. Those of a status are made with its first answer.
    private struct RouteMetrics {
        let duration: CoreMetrics.Timer
        var requests: [(status: Int, count: Counter)] = []
    }

    private let prefix: String
    private let factory: any MetricsFactory
    private let routes = Mutex<[String: RouteMetrics]>([:])
    private let underWay: Meter

    /// Metrics that `factory` keeps or sends, their names beginning with `prefix`.
    public init(prefix: String, _ factory: any MetricsFactory) {
        self.prefix = prefix
        self.factory = factory
        underWay = Meter(label: "\(prefix)_requests_in_flight", factory: factory)
    }

    /// The counter of answers, by route and status.
    public static func requests(prefix: String) -> MetricFamily {
        .counter("\(prefix)_requests_total", help: "Requests that reached a route.")
    }

    /// The times of answers by route, in seconds.
    public static func durations(prefix: String) -> MetricFamily {
        .histogram(
            "\(prefix)_request_duration_seconds", help: "Time from receipt to answer.",
            buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5])
    }

    /// The gauge of requests under way.
    public static func inFlight(prefix: String) -> MetricFamily {
        .gauge("\(prefix)_requests_in_flight", help: "Requests being answered.", series: [[]])
    }

    /// The answer to a request, counted under the name of its route, nil for none; without its body for `HEAD`.
    public func counting(
        _ request: ServiceRequest, _ route: String?, _ answer: () async -> ServiceResponse
    ) async -> ServiceResponse {
        underWay.increment()
        var response = await answer()
        if request.head.method == .head { response = response.withoutBody }
        end(route ?? "unknown", status: response.status, duration: ContinuousClock.now - request.received)
        return response
    }

    /// The answer to `/metrics`: all that the factory keeps, in the Prometheus text format. Throws the answer 404 where
    /// metrics are sent elsewhere.
    public func told() throws(ServiceError) -> ServiceResponse {
        guard let text = (factory as? PrometheusMetrics)?.text else {
            throw .notFound("The metrics of this service are sent elsewhere")
        }
        return ServiceResponse(type: PrometheusMetrics.contentType, body: Array(text.utf8))
    }

    private func end(_ route: String, status: Int, duration: Duration) {
        underWay.decrement()
        let (timer, counter) = routes.withLock { routes in
            let timer: CoreMetrics.Timer
            if let known = routes[route] {
                if let found = known.requests.first(where: { $0.status == status }) {
                    return (known.duration, found.count)
                }
                timer = known.duration
            } else {
                timer = CoreMetrics.Timer(
                    label: "\(prefix)_request_duration_seconds", dimensions: [("route", route)], factory: factory)
            }
            let counter = Counter(
                label: "\(prefix)_requests_total", dimensions: [("route", route), ("status", String(status))],
                factory: factory)
            routes[route, default: RouteMetrics(duration: timer)].requests.append((status, counter))
            return (timer, counter)
        }
        counter.increment()
        let (seconds, attoseconds) = duration.components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
