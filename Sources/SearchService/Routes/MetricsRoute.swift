import SearchIndex

/// `GET /metrics`: counters for Prometheus.
enum MetricsRoute {
    static let route = Route(
        name: "metrics", path: "/metrics", summary: "Counters in the Prometheus text format.",
        type: "text/plain; version=0.0.4; charset=utf-8"
    ) { service, _, _ in
        let snapshot = try? service.snapshot()
        let text = service.metrics.text(
            packages: snapshot?.index.documentCount ?? 0, history: service.source.history)
        return ServiceResponse(type: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
    }
}
