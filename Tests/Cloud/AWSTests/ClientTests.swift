import Basics
import HTTPTransport
import JSON
import TestSupport
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(15))) struct ClientTests {
    private static let throttled = #"{"__type":"com.amazon#ThrottlingException","message":"Rate exceeded"}"#

    @Test func aCallIsSignedAndItsAnswerRead() async throws {
        try await withServer { peer, request in
            guard let body = peer.body(request) else { return false }
            return peer.reply(200, ["x-amzn-RequestId: R1"], String(decoding: body, as: UTF8.self))
        } _: { server in
            let answer = try await AWSClient(.sample, .at(server.url)).call("Echo", ["a": [1, "ü"]])
            #expect(answer == ["a": [1, "ü"]])
            let seen = try #require(server.requests.first)
            #expect(seen.method == "POST" && seen.target == "/")
            #expect(seen.headers["x-amz-target"] == "Sample_2026.Echo")
            #expect(seen.headers["content-type"] == "application/x-amz-json-1.0")
            #expect(
                seen.headers["authorization"]?.contains(
                    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=") == true)
        }
    }

    @Test func whatPassesIsTriedAgainAndErrorsTellWhatToDo() async throws {
        try await withServer { peer, request in
            _ = peer.body(request)
            return switch (request.headers["x-amz-target"], peer.count(request)) {
            case ("Sample_2026.Busy", 1): peer.reply(400, ["Retry-After: 0"], Self.throttled)
            case ("Sample_2026.Busy", 2): peer.reply(500, [], "<html>")
            case ("Sample_2026.Busy", _): peer.reply(200, [], "{}")
            case ("Sample_2026.Denied", _):
                peer.reply(403, ["x-amzn-RequestId: R2"], #"{"__type":"AccessDeniedException","Message":"no"}"#)
            default: peer.reply(400, [], Self.throttled)
            }
        } _: { server in
            let client = try AWSClient(.sample, .at(server.url))
            #expect(try await client.call("Busy", [:]) == [:])
            #expect(server.requests.count == 3)
            let denied = await #expect(throws: FdnixError.self) { try await client.call("Denied", [:]) }
            #expect(denied?.code == .denied && denied?.isRetryable == false)
            #expect(denied?.context["aws_request_id"] == "R2" && denied?.context["aws_code"] == "AccessDeniedException")
            #expect(denied?.message.contains("IAM policy") == true)
            #expect(server.requests.count == 4)
            let busy = await #expect(throws: FdnixError.self) { try await client.call("Always", [:]) }
            #expect(busy?.code == .throttled && busy?.isRetryable == true)
            #expect(server.requests.count == 7)
        }
    }

    /// An answer that breaks off in its middle is asked for again, where that does no harm.
    @Test(arguments: [true, false]) func aCutAnswerIsAskedForAgain(isRepeatable: Bool) async throws {
        try await withServer { peer, request in
            _ = peer.body(request)
            guard peer.count(request) == 1 else { return peer.reply(200, [], #"{"done":true}"#) }
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"do")
            return false
        } _: { server in
            let client = try AWSClient(.sample, .at(server.url))
            let result = await Result.of { try await client.call("Once", [:], isRepeatable: isRepeatable) }
            #expect((try? result.get()) == (isRepeatable ? ["done": true] : nil))
            #expect(server.requests.count == (isRepeatable ? 2 : 1))
        }
    }

    /// A machine whose clock is wrong by a day works after one refusal, and stays right.
    @Test func aWrongClockIsCorrected() async throws {
        let hour = 3_600_000
        let dates = Log<String>()
        try await withServer { peer, request in
            _ = peer.body(request)
            dates.add(request.headers["x-amz-date"] ?? "")
            guard request.headers["x-amz-date"]?.hasPrefix("20260102T0000") == true else {
                let error = #"{"__type":"InvalidSignatureException","message":"Signature expired: 1 is now earlier"}"#
                return peer.reply(400, ["Date: Fri, 02 Jan 2026 00:00:00 GMT"], error)
            }
            return peer.reply(200, [], "{}")
        } _: { server in
            let wrong = try #require(Timestamp.milliseconds(iso8601: "2026-01-02T00:00:00Z")) - 24 * hour
            let client = try AWSClient(.sample, .at(server.url, now: { wrong }))
            _ = try await client.call("Time", [:])
            _ = try await client.call("Time", [:])
            #expect(dates.all == ["20260101T000000Z", "20260102T000000Z", "20260102T000000Z"])
        }
    }

    /// A key that ends in the middle of the work is replaced by the next one.
    @Test func anExpiredKeyIsReplacedOnce() async throws {
        let source = CountingCredentials()
        try await withServer { peer, request in
            _ = peer.body(request)
            let isNew = request.headers["authorization"]?.contains("Credential=KEY2/") == true
            let error = #"{"__type":"ExpiredTokenException","message":"The security token is expired"}"#
            return isNew ? peer.reply(200, [], "{}") : peer.reply(400, [], error)
        } _: { server in
            let client = try AWSClient(.sample, .at(server.url, credentials: CredentialsCache(source)))
            _ = try await client.call("Work", [:])
            #expect(server.requests.count == 2)
            #expect(source.count == 2)
        }
    }

    @Test func withoutKeysOrRegionNothingIsSent() async throws {
        try await withServer { peer, _ in
            peer.reply()
        } _: { server in
            let nobody = try AWSClient(.sample, .at(server.url, credentials: CredentialsChain(places: [])))
            let error = await #expect(throws: FdnixError.self) { try await nobody.call("Any", [:]) }
            #expect(error?.code == .denied && error?.message.contains("AWS_ACCESS_KEY_ID") == true)
            var configuration = try AWSConfiguration.at(server.url)
            configuration.region = nil
            let nowhere = AWSClient(.sample, configuration)
            let second = await #expect(throws: FdnixError.self) { try await nowhere.call("Any", [:]) }
            #expect(second?.code == .usage && second?.message.contains("AWS_REGION") == true)
            #expect(server.requests.isEmpty)
        }
    }

    /// The quota keeps many clients from asking a service that is down three times each.
    @Test func aQuotaEndsRetriesOfAServiceThatIsDown() async throws {
        try await withServer { peer, request in
            _ = peer.body(request)
            return peer.reply(503)
        } _: { server in
            let client = try AWSClient(.sample, .at(server.url))
            for _ in 0..<60 { _ = try? await client.call("Down", [:]) }
            // 500 tokens pay for 100 retries.
            #expect(server.requests.count == 160)
        }
    }

    @Test func cancellationAndTheLimitOfAllTriesEndARequest() async throws {
        try await withServer { peer, request in
            _ = peer.body(request)
            peer.waitForClose()
            return false
        } _: { server in
            var configuration = try AWSConfiguration.at(server.url)
            configuration.timeout = .milliseconds(50)
            let client = AWSClient(.sample, configuration)
            let late = await #expect(throws: FdnixError.self) { try await client.call("Slow", [:]) }
            #expect(late?.code == .network)
            configuration.timeout = nil
            let patient = AWSClient(.sample, configuration)
            let task = Task { try await patient.call("Slow", [:]) }
            while server.requests.count < 2 { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    /// Neither logs nor errors show a secret, whatever is printed of a key.
    @Test func secretsAreNotShown() {
        let key = AccessKey(id: "AKID", secret: "the-secret", sessionToken: "the-token")
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped, "\(FixedCredentials(key))"] {
            #expect(!text.contains("the-secret") && !text.contains("the-token"), "\(text)")
        }
    }
}

extension Result where Failure == any Error {
    static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}

/// Gives another key each time: KEY1, KEY2 and so on.
final class CountingCredentials: CredentialsProvider {
    private let log = Log<Int>()
    var count: Int { log.all.count }

    func accessKey() -> AccessKey? {
        log.add(0)
        return AccessKey(id: "KEY\(count)", secret: "secret")
    }
}
