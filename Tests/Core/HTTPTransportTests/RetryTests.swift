import Basics
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(15))) struct RetryTests {
    private static let reasons: [HTTPFailure.Reason] = [
        .unresolvable, .refused, .connectTimeout, .proxyRefused(0), .proxyRefused(403), .proxyRefused(503), .handshake,
        .untrusted, .silent, .tooSlow, .closedEarly, .malformed, .tooLarge, .redirect, .status(500), .status(404),
        .body, .other,
    ]
    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]

    @Test("Whatever the policy: an end comes, pauses are bounded, and no request is acted on twice unasked")
    func properties() {
        var random = SplitMix(8)
        for _ in 0..<TestSettings.fuzzIterations(20_000) {
            let policy = RetryPolicy(
                attempts: .random(in: 0...6, using: &random), unreachableAttempts: .random(in: 0...6, using: &random),
                base: .milliseconds(.random(in: 0...5_000, using: &random)),
                cap: .milliseconds(.random(in: 0...20_000, using: &random)),
                retryAfterCap: .milliseconds(.random(in: 0...90_000, using: &random)),
                repeatsAnyMethod: .random(using: &random))
            let method = Self.methods[.random(in: 0..<Self.methods.count, using: &random)]
            let wanted = Int.random(in: 0...120, using: &random)
            let hasWish = Bool.random(using: &random)
            let status = Int.random(in: 400...520, using: &random)
            let failure = HTTPFailure(Self.reasons[.random(in: 0..<Self.reasons.count, using: &random)])
            let isStatus = Bool.random(using: &random)
            let attempt = Int.random(in: 1...8, using: &random)
            let number = Double.random(in: 0..<1, using: &random)
            let decision = policy.decision(
                after: isStatus ? .status(status, retryAfter: hasWish ? "\(wanted)" : nil) : .failure(failure),
                attempt: attempt, method: method, random: number, now: 0)
            guard case .retry(let pause) = decision else { continue }
            #expect(attempt < policy.attempts)
            #expect(isStatus ? RetryPolicy.isTemporary(status) : failure.isRetryable)
            let wasSent = isStatus || !failure.isUnreachable
            #expect(!wasSent || policy.repeatsAnyMethod || ![.post, .patch].contains(method))
            #expect(wasSent || attempt < policy.unreachableAttempts)
            let ceiling = min(policy.cap, policy.base * (1 << (attempt - 1)))
            let least = isStatus && hasWish ? min(.seconds(wanted), policy.retryAfterCap) : .zero
            #expect(pause >= least && pause.seconds <= max(ceiling, least).seconds + 1e-9)
        }
    }

    @Test("Jitter is spread over the whole pause, which doubles up to its cap")
    func jitter() {
        let policy = RetryPolicy(attempts: 100, base: .seconds(1), cap: .seconds(10))
        func pause(_ attempt: Int, _ random: Double) -> Double? {
            guard
                case .retry(let pause) = policy.decision(
                    after: .status(503), attempt: attempt, method: .get, random: random, now: 0)
            else { return nil }
            return pause.seconds
        }
        #expect(pause(1, 0) == 0 && pause(1, 0.5) == 0.5 && pause(2, 0.5) == 1 && pause(4, 0.5) == 4)
        #expect(pause(5, 0.5) == 5 && pause(99, 0.5) == 5 && pause(100, 0.5) == nil)
    }

    @Test("Retry-After as a number and as a date")
    func retryAfter() {
        #expect(RetryPolicy.seconds("120", now: 5) == 120)
        #expect(RetryPolicy.seconds(" 0 ", now: 5) == 0)
        #expect(RetryPolicy.seconds("99999999999999999999999", now: 5) == 999_999_999)
        #expect(RetryPolicy.seconds("-1", now: 5) == nil && RetryPolicy.seconds("1.5", now: 5) == nil)
        #expect(RetryPolicy.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_770) == 7)
        #expect(RetryPolicy.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_999) == 0)
        #expect(RetryPolicy.seconds("", now: 5) == nil)
    }

    @Test("Dates: the three forms, and what is none of them")
    func dates() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ] { #expect(HTTPDate.secondsSince1970(text) == 784_111_777) }
        for text in [
            "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
        ] { #expect(HTTPDate.secondsSince1970(text) == nil) }
        var random = SplitMix(3)
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        for _ in 0..<2_000 {
            let seconds = Int.random(in: 0..<10_000_000_000, using: &random)
            // 2025-08-26T02:00:00+00:00
            let parts = Timestamp.iso8601(secondsSince1970: seconds).split { "-T+".contains($0) }
            guard parts.count == 5, let month = Int(parts[1]) else { continue }
            let text = "Mon, \(parts[2]) \(names[month - 1]) \(parts[0]) \(parts[3]) GMT"
            #expect(HTTPDate.secondsSince1970(text) == seconds)
        }
    }

    @Test("A client repeats what passes, and nothing else")
    func client() async throws {
        let policy = RetryPolicy(base: .milliseconds(1))
        let logger = Logger(label: "test")
        try await withServer { peer, request in
            _ = peer.body(request)
            switch request.target {
            case "/third": return peer.reply(peer.count(request) < 3 ? 503 : 200, ["Retry-After: 0"])
            case "/closed": return peer.count(request) < 2 ? false : peer.reply()
            case "/missing": return peer.reply(404)
            default: return peer.reply(500)
            }
        } _: { server, client in
            for (method, path, status, count) in [
                (HTTPRequest.Method.get, "/third", 200, 3), (.get, "/missing", 404, 1), (.get, "/always", 500, 4),
                (.post, "/post", 500, 1), (.put, "/put", 500, 4), (.get, "/closed", 200, 2),
            ] {
                let reply = try await client.send(
                    request(server.url + path, method), body: method == .put ? .bytes([1]) : .empty, retrying: policy,
                    logger: logger)
                #expect(reply.status == status)
                #expect(server.requests.count { $0.target == path } == count)
            }
            let once = HTTPBody.stream(length: 0) { nil }
            let reply = try await client.send(
                request("\(server.url)/once", .put), body: once, retrying: policy, logger: logger)
            #expect(reply.status == 500)
            #expect(server.requests.count { $0.target == "/once" } == 1)
        }
    }
}
