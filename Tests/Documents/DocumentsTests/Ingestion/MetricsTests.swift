import Basics
import DocumentStore
import JSON
import ObjectStorage
import Observability
import Testing

@testable import Documents

/// What is counted of documents.
struct MetricsTests {
    @Test func `documents, chunks and calls are counted a model`() async throws {
        let fixture = IngestionFixture()
        let lines = LogLines()
        let metrics = EMFMetrics(namespace: "EmbedDocuments") { lines.append($0) }
        let environment = try fixture.environment { $0.metrics = IngestionMetrics(metrics, service: "s") }
        let uri = try await fixture.upload("t.csv", "a\nx\ny\n")
        try await fixture.ingest(uri, in: environment)
        try await fixture.ingest(try await fixture.upload("h.csv", "a\n"), in: environment)
        try await fixture.ingest("s3://b/x.png", type: "image/png", in: environment)
        environment.metrics.of(model: "m").count(EmbeddingCall(isThrottled: true, duration: .milliseconds(250)))
        metrics.flush()
        func value(_ name: String) -> Double? {
            lines.all.lazy.compactMap { line -> Double? in
                guard line["model"] == "m", line["service"] == "s" else { return nil }
                return line[name]?.double ?? line[name]?[0]?.double
            }.first
        }
        #expect(value("DocumentsIngested") == 1)
        #expect(value("ChunksWritten") == 2)
        #expect(value("DocumentsFailed") == 1)
        #expect(value("DocumentsWithoutChunks") == 1)
        #expect(value("DocumentsSkipped") == 1)
        #expect((value("EmbedCalls"), value("EmbedThrottles"), value("EmbedLatencyMs")) == (1, 1, 250))
        #expect(value("IngestDurationMs") != nil)
    }
}
