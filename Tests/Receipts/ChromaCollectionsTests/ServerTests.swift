import Basics
import CountedEvents
import HTTPTransport
import JSON
import ReceiptModel
import Testing

@testable import ChromaCollections

@Suite(.timeLimit(.minutes(15))) struct ChromaServerTests {
    @Test("Requests go to the database of the tenant, below the address's own path, with the token")
    func addresses() async throws {
        try await withChroma { stand in
            let server = try stand.server {
                $0.url = (try? URLParts(stand.url + "/under/")) ?? $0.url
                ($0.tenant, $0.database, $0.token, $0.prefix) = ("acme inc", "re/ceipts", "s3cret", "test-")
            }
            let collection = ChromaCollection(.words, server: server, table: memory(), space: space)
            _ = try await collection.session(owner: "o")
            let request = try #require(stand.requests.last)
            #expect(request.method == "POST" && request.path == "/tenants/acme%20inc/databases/re%2Fceipts/collections")
            #expect(
                request.fields["x-chroma-token"] == "s3cret" && request.fields["content-type"] == "application/json")
            #expect(
                request.json == [
                    "name": "test-words", "get_or_create": true,
                    "metadata": ["model": "local-hash-v1", "dims": 4, "text_format": "tagged-1"],
                    "configuration": ["hnsw": ["space": "l2"]],
                ])
            let bearer = try stand.server { ($0.token, $0.header) = ("s3cret", .bearer) }
            _ = try await ChromaCollection(.lines, server: bearer, table: memory(), space: space).verify()
            #expect(stand.requests.last?.fields["authorization"] == "Bearer s3cret")
            #expect(stand.requests.last?.fields["x-chroma-token"] == nil)
        }
    }

    @Test("What a server is busy with is asked for again, what it refuses is not")
    func retries() async throws {
        for (status, isRetried) in [(429, true), (503, true), (500, true), (400, false), (403, false), (413, false)] {
            let lines = LogLines()
            try await withChroma({ number, _ in
                number == 0 ? .refused(status, ["Retry-After: 1"], #"{"error":"E","message":"no\nway"}"#) : nil
            }) { stand in
                let server = try stand.server(events: lines.events) { $0.token = "s3cret" }
                let failure = await error { _ = try await server.limits() }
                #expect(stand.requests.count == (isRetried ? 2 : 1), "\(status)")
                if isRetried {
                    #expect(failure == nil && lines.all.count == 1)
                    #expect(lines.all.first?.contains("HTTP \(status): no way; trying again") == true)
                } else {
                    #expect(
                        failure?.message.hasPrefix("GET \(stand.url)/api/v2/pre-flight-checks: HTTP \(status): ")
                            == true)
                    #expect(failure?.message.contains("\n") == false && failure?.isRetryable == false)
                }
                #expect(!lines.whole.joined().contains("s3cret") && failure?.message.contains("s3cret") != true)
            }
        }
    }

    @Test("A server that stays busy or away is told as such")
    func exhausted() async throws {
        try await withChroma({ _, _ in .refused(429, [], "slow down") }) { stand in
            let failure = await error { _ = try await stand.server().limits() }
            #expect(failure?.code == .throttled && failure?.isRetryable == true && stand.requests.count == 5)
        }
        let settings = try ChromaSettings(url: "http://127.0.0.1:9")
        let away = ChromaServer(settings, client: client, time: patience())
        let failure = await error { _ = try await away.limits() }
        #expect(failure?.code == .network && failure?.isRetryable == true)
    }

    @Test("Refusals say what to look at")
    func advice() async throws {
        try await withChroma({ _, _ in .refused(403, [], #"{"error":"AuthError","message":"Forbidden"}"#) }) { stand in
            let failure = await error { _ = try await stand.server().limits() }
            #expect(failure?.code == .denied)
            #expect(
                failure?.message.hasSuffix("HTTP 403: Forbidden; check CHROMA_TOKEN, and tenant and database") == true)
        }
    }

    @Test("Hosted servers are known by their names")
    func hosted() throws {
        #expect(try ChromaSettings(url: "https://api.trychroma.com").isHosted)
        #expect(try ChromaSettings(url: "https://eu.api.trychroma.com:8000/x").isHosted)
        #expect(try !ChromaSettings(url: "https://nottrychroma.com").isHosted)
        #expect(try ChromaSettings(url: "http://localhost", isHosted: true).isHosted)
        #expect(throws: FdnixError.self) { try ChromaSettings(url: "localhost:8000") }
    }
}
