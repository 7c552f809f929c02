import HTTPTypes
import Observability
import ServiceAPI
import Synchronization
import Testing

@testable import SearchAPI

@Suite struct ServiceMetricsTests {
    private func text(_ service: SearchService) async -> String {
        String(decoding: await service.get("/metrics").body, as: UTF8.self)
    }

    @Test func metricsCountWhatHappened() async throws {
        try await withService { service, _ in
            _ = await service.get("/v1/search?q=pass")
            _ = await service.get("/v1/search?q=pass", method: .post)
            _ = await service.get("/nowhere")
            let text = await text(service)
            #expect(text.contains("fdnix_requests_total{route=\"search\",status=\"200\"} 1\n"))
            #expect(text.contains("fdnix_requests_total{route=\"search\",status=\"405\"} 1\n"))
            #expect(text.contains("fdnix_requests_total{route=\"unknown\",status=\"404\"} 1\n"))
            #expect(text.contains("fdnix_searches_total{type=\"hybrid\"} 1\n"))
            #expect(text.contains("fdnix_index_packages 5\n"))
            #expect(text.contains("_bucket{route=\"search\",le=\"+Inf\"} 2\n"))
            #expect(text.contains("_count{route=\"search\"} 2\n"))
            #expect(text.contains("fdnix_requests_in_flight 1\n"))
        }
    }

    @Test func whatIsToldBeforeAnythingHappened() async throws {
        try await withService { service, _ in
            #expect(
                await text(service) == """
                    # HELP fdnix_requests_total Requests that reached a route.
                    # TYPE fdnix_requests_total counter
                    # HELP fdnix_request_duration_seconds Time from receipt to answer.
                    # TYPE fdnix_request_duration_seconds histogram
                    # HELP fdnix_searches_total Searches made, not counting answers kept from before, by kind.
                    # TYPE fdnix_searches_total counter
                    fdnix_searches_total{type="hybrid"} 0
                    fdnix_searches_total{type="fts"} 0
                    # HELP fdnix_requests_in_flight Requests being answered.
                    # TYPE fdnix_requests_in_flight gauge
                    fdnix_requests_in_flight 1
                    # HELP fdnix_index_packages Packages in the loaded index, 0 without one.
                    # TYPE fdnix_index_packages gauge
                    fdnix_index_packages 5
                    # HELP fdnix_index_reloads_total Times a replaced index was taken up.
                    # TYPE fdnix_index_reloads_total counter
                    fdnix_index_reloads_total 0
                    # HELP fdnix_index_failed 1 while the index file there is cannot be opened.
                    # TYPE fdnix_index_failed gauge
                    fdnix_index_failed 0

                    """)
        }
    }

    @Test func servicesCountForThemselves() async throws {
        try await withService { service, path in
            let other = SearchService(IndexSource(path: path, searchers: 1))
            _ = await service.get("/v1/search?q=pass")
            #expect(await service.searches() == 1)
            #expect(await other.searches() == 0)
        }
    }

    @Test func metricsGoWhereTheyAreSent() async throws {
        let lines = Mutex<[String]>([])
        let sent = EMFMetrics(namespace: "test") { line in
            lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
        try await withService({ $0.metrics = sent }) { service, _ in
            _ = await service.get("/v1/search?q=pass")
            #expect(await service.get("/metrics").status == 404)
            sent.flush()
            let text = lines.withLock { $0.joined() }
            #expect(text.contains("\"fdnix_requests_total\":1") && text.contains("\"route\":\"search\""))
            #expect(text.contains("\"fdnix_searches_total\":1") && text.contains("\"type\":\"hybrid\""))
        }
    }
}
