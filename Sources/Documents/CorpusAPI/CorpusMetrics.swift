import CoreMetrics
import Observability
import ServiceAPI

/// What was asked and how long it took.
final class CorpusMetrics: Sendable {
    private static let prefix = "embed"

    /// What is counted, in the order in which `/metrics` tells it.
    static let families: [MetricFamily] = [
        RequestMetrics.requests(prefix: prefix),
        RequestMetrics.durations(prefix: prefix),
        .counter("embed_searches_total", help: "Searches that were answered.", series: [[]]),
        RequestMetrics.inFlight(prefix: prefix),
    ]

    /// Those of requests, whatever they ask for.
    let requests: RequestMetrics
    private let searches: Counter

    /// Metrics that `factory` keeps or sends.
    init(_ factory: any MetricsFactory) {
        requests = RequestMetrics(prefix: Self.prefix, factory)
        searches = Counter(label: "embed_searches_total", factory: factory)
    }

    /// Counts a search that was answered.
    func search() { searches.increment() }
}
