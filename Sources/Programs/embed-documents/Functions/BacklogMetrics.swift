import Basics
import CoreMetrics
import Documents
import Observability
import Settings

/// Tells CloudWatch how much waits, and how long.
struct BacklogMetrics: Sendable {
    private let metrics: EMFMetrics
    private let service: String

    /// Metrics as `environment` names them.
    init(_ environment: [String: String]) {
        let settings = LogSettings(Settings(environment))
        metrics = EMFMetrics(namespace: settings.metricsNamespace)
        service = settings.service
    }

    /// Writes what a run found.
    func tell(_ report: Detect.Report, model: String) {
        let dimensions = [("service", service), ("model", model)]
        for (label, value) in [
            ("PendingDocuments", report.documents.count), ("PendingAgeSeconds", report.pendingAge),
            ("ReadyDeleteBacklog", report.readyDeleteBacklog),
        ] {
            Gauge(label: label, dimensions: dimensions, factory: metrics).record(value)
        }
        metrics.flush()
    }
}
