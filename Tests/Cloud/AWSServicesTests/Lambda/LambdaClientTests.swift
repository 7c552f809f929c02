import AWS
import Basics
import HTTPTransport
import JSON
import Synchronization
import TestSupport
import Testing

@testable import AWSServices

@Suite("Lambda: layers, functions, aliases") struct LambdaClientTests {
    /// Runs `body` with a client of a server that answers everything alike; gives method, address and body of each
    /// request.
    private func requests(
        _ status: Int = 200, _ fields: [String] = [], _ answer: JSONValue = [:],
        _ body: (LambdaClient) async throws -> Void
    ) async throws -> [String] {
        let seen = Mutex<[String]>([])
        let server = try StandInServer { peer, request in
            guard let bytes = peer.body(request) else { return false }
            seen.withLock {
                $0.append("\(request.method) \(request.target) \(String(decoding: bytes, as: UTF8.self))".trimmed)
            }
            return peer.reply(status, fields, status == 204 ? "" : answer.description)
        }
        defer { server.stop() }
        var endpoints = EndpointRules()
        endpoints.overrides = ["": try URLParts(server.url)]
        let configuration = AWSConfiguration(
            region: "us-east-1", credentials: FixedCredentials(AccessKey(id: "test", secret: "test")),
            endpoints: endpoints, retries: RetryPolicy(attempts: 3, base: .milliseconds(1), repeatsAnyMethod: true),
            http: HTTPClient(HTTPClient.Configuration(environment: [:])))
        try await body(LambdaClient(configuration))
        return seen.withLock { $0 }
    }

    @Test("Layers are asked for as the model of Lambda says, by name and by ARN")
    func layers() async throws {
        let seen = try await requests { client in
            _ = try await client.publishLayerVersion(
                "arn:aws:lambda:us-east-1:123456789012:layer:fdnix", bucket: "b", key: "k/a.zip", description: "d",
                runtimes: ["provided.al2023"], architectures: ["x86_64"])
            _ = try await client.listLayerVersions("fdnix", marker: "m", limit: 1)
            _ = try await client.getLayerVersion("fdnix", 7)
            try await client.deleteLayerVersion("fdnix", 7)
        }
        #expect(
            seen == [
                "POST /2018-10-31/layers/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Alayer%3Afdnix/versions "
                    + #"{"Description":"d","Content":{"S3Bucket":"b","S3Key":"k/a.zip"},"#
                    + #""CompatibleRuntimes":["provided.al2023"],"CompatibleArchitectures":["x86_64"]}"#,
                "GET /2018-10-31/layers/fdnix/versions?MaxItems=1&Marker=m",
                "GET /2018-10-31/layers/fdnix/versions/7", "DELETE /2018-10-31/layers/fdnix/versions/7",
            ])
    }

    @Test("Functions and aliases are asked for as the model of Lambda says")
    func functions() async throws {
        let seen = try await requests { client in
            _ = try await client.getFunctionConfiguration("f", qualifier: nil)
            _ = try await client.getFunctionConfiguration("f", qualifier: "3")
            try await client.updateFunctionConfiguration("f", layers: ["a:1"], revision: "r")
            try await client.updateFunctionConfiguration("f", layers: [], revision: nil)
            _ = try await client.invoke("f", Array("{}".utf8))
            _ = try await client.publishVersion("f")
            _ = try await client.getAlias("f", "live")
            try await client.updateAlias("f", "live", version: "4")
        }
        #expect(
            seen == [
                "GET /2015-03-31/functions/f/configuration", "GET /2015-03-31/functions/f/configuration?Qualifier=3",
                #"PUT /2015-03-31/functions/f/configuration {"Layers":["a:1"],"RevisionId":"r"}"#,
                #"PUT /2015-03-31/functions/f/configuration {"Layers":[]}"#,
                "POST /2015-03-31/functions/f/invocations {}", "POST /2015-03-31/functions/f/versions {}",
                "GET /2015-03-31/functions/f/aliases/live",
                #"PUT /2015-03-31/functions/f/aliases/live {"FunctionVersion":"4"}"#,
            ])
    }

    @Test("A function that fails is an error, though Lambda answers 200")
    func functionError() async throws {
        _ = try await requests(200, ["X-Amz-Function-Error: Unhandled"], ["errorMessage": "of the test"]) { client in
            let error = await #expect(throws: FdnixError.self) { _ = try await client.invoke("f", []) }
            #expect(error?.code == .service && error?.message.contains("of the test") == true)
        }
    }

    @Test("A layer is not published twice where an answer fails; reading is tried again")
    func repeats() async throws {
        let seen = try await requests(500) { client in
            await #expect(throws: FdnixError.self) { _ = try await client.getAlias("f", "live") }
            await #expect(throws: FdnixError.self) {
                _ = try await client.publishLayerVersion(
                    "l", bucket: "b", key: "k", description: "", runtimes: [], architectures: [])
            }
        }
        #expect(seen.count { $0.hasPrefix("GET") } == 3)
        #expect(seen.count { $0.hasPrefix("POST") } == 1)
    }
}
