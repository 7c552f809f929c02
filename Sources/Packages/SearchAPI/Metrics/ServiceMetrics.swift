import Basics
import CoreMetrics
import Logging
import Observability
import Synchronization

/// What was asked and how long it took, counted with swift-metrics.
final class ServiceMetrics: Sendable {
    /// What is counted, in the order in which `/metrics` tells it.
    static let families: [MetricFamily] = [
        .counter("fdnix_requests_total", help: "Requests that reached a route."),
        .histogram(
            "fdnix_request_duration_seconds", help: "Time from receipt to answer.",
            buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5]),
        .counter(
            "fdnix_searches_total", help: "Searches made, not counting answers kept from before, by kind.",
            series: [[("type", "hybrid")], [("type", "fts")]]),
        .gauge("fdnix_requests_in_flight", help: "Requests being answered.", series: [[]]),
        .gauge("fdnix_index_packages", help: "Packages in the loaded index, 0 without one.", series: [[]]),
        .counter("fdnix_index_reloads_total", help: "Times a replaced index was taken up.", series: [[]]),
        .gauge(
            "fdnix_index_failed", help: "1 while the index file there is cannot be opened.", series: [[]]),
    ]

    /// The metrics of one route. Those of a status are made with its first answer.
    private struct RouteMetrics {
        let duration: CoreMetrics.Timer
        var requests: [(status: Int, count: Counter)] = []
    }

    private let factory: any MetricsFactory
    private let routes = Mutex<[String: RouteMetrics]>([:])
    private let searches: Mutex<[String: Counter]>
    private let underWay: Meter
    private let packages: Meter
    private let failed: Meter
    private let reloads: Counter
    /// How many reloads have been counted.
    private let countedReloads = Mutex(0)
    private let log = Logger(label: "fdnix.service")

    /// Metrics that `factory` keeps or sends.
    init(_ factory: any MetricsFactory) {
        self.factory = factory
        searches = Mutex([:])
        underWay = Meter(label: "fdnix_requests_in_flight", factory: factory)
        packages = Meter(label: "fdnix_index_packages", factory: factory)
        failed = Meter(label: "fdnix_index_failed", factory: factory)
        reloads = Counter(label: "fdnix_index_reloads_total", factory: factory)
    }

    /// Counts a request that has just arrived.
    func begin() { underWay.increment() }

    /// Counts a request that has been answered, `duration` after it arrived.
    func end(_ route: String, status: Int, duration: Duration) {
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
                    label: "fdnix_request_duration_seconds", dimensions: [("route", route)], factory: factory)
            }
            let counter = Counter(
                label: "fdnix_requests_total", dimensions: [("route", route), ("status", String(status))],
                factory: factory)
            routes[route, default: RouteMetrics(duration: timer)].requests.append((status, counter))
            return (timer, counter)
        }
        counter.increment()
        let (seconds, attoseconds) = duration.components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Counts a search of this type: `hybrid` or `fts`.
    func search(_ type: String) {
        let counter = searches.withLock { searches in
            if let known = searches[type] { return known }
            let counter = Counter(label: "fdnix_searches_total", dimensions: [("type", type)], factory: factory)
            searches[type] = counter
            return counter
        }
        counter.increment()
    }

    /// Brings what is told of the index up to date.
    func update(packages count: Int, history: (reloads: Int, failure: FdnixError?)) {
        packages.set(count)
        failed.set(history.failure == nil ? 0 : 1)
        let new = countedReloads.withLock { counted in
            defer { counted = max(counted, history.reloads) }
            return max(0, history.reloads - counted)
        }
        reloads.increment(by: new)
    }

    /// The metrics in the Prometheus text format; nil where they are sent elsewhere.
    var text: String? { (factory as? PrometheusMetrics)?.text }

    /// Logs a failure that the caller is only told the request's number of.
    func report(_ error: any Error, request: String) {
        log.error("request failed", metadata: ["request": "\(request)", "error": "\(error)"])
    }

    /// Logs that a search had to do without the query's embedding.
    func report(fallback reason: String, request: String) {
        log.warning("searched by words alone", metadata: ["request": "\(request)", "error": "\(reason)"])
    }
}
