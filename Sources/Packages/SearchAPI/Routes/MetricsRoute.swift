import Observability
import SearchEngine
import ServiceAPI

/// `GET /metrics`: counters for Prometheus.
enum MetricsRoute {
    static let route = Route(
        name: "metrics", path: "/metrics", summary: "Counters in the Prometheus text format.",
        type: PrometheusMetrics.contentType
    ) { service, _, _ in
        let snapshot = try? service.snapshot()
        service.metrics.update(packages: snapshot?.index.documentCount ?? 0, history: service.source.history)
        return try service.metrics.requests.told()
    }
}
