import Basics
import CoreMetrics
import Logging
import Observability
import ServiceAPI
import Synchronization

/// What was asked and how long it took, counted with swift-metrics.
final class ServiceMetrics: Sendable {
    /// What is counted, in the order in which `/metrics` tells it.
    static let families: [MetricFamily] = [
        RequestMetrics.requests(prefix: "fdnix"),
        RequestMetrics.durations(prefix: "fdnix"),
        .counter(
            "fdnix_searches_total", help: "Searches made, not counting answers kept from before, by kind.",
            series: [[("type", "hybrid")], [("type", "fts")]]),
        RequestMetrics.inFlight(prefix: "fdnix"),
        .gauge("fdnix_index_packages", help: "Packages in the loaded index, 0 without one.", series: [[]]),
        .counter("fdnix_index_reloads_total", help: "Times a replaced index was taken up.", series: [[]]),
        .gauge(
            "fdnix_index_failed", help: "1 while the index file there is cannot be opened.", series: [[]]),
    ]

    /// Those of requests, whatever they ask for.
    let requests: RequestMetrics
    private let factory: any MetricsFactory
    private let searches: Mutex<[String: Counter]>
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
        requests = RequestMetrics(prefix: "fdnix", factory)
        packages = Meter(label: "fdnix_index_packages", factory: factory)
        failed = Meter(label: "fdnix_index_failed", factory: factory)
        reloads = Counter(label: "fdnix_index_reloads_total", factory: factory)
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

    /// Logs a failure that the caller is only told the request's number of.
    func report(_ error: any Error, request: String) {
        log.error("request failed", metadata: ["request": "\(request)", "error": "\(error)"])
    }

    /// Logs that a search had to do without the query's embedding.
    func report(fallback reason: String, request: String) {
        log.warning("searched by words alone", metadata: ["request": "\(request)", "error": "\(reason)"])
    }
}
