import Basics
import HTTPTransport
import TestSupport
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(15))) struct CredentialsTests {
    private static func chain(_ environment: [String: String]) throws -> any CredentialsProvider {
        var environment = environment
        // The machine that runs the tests may be an instance with a role.
        environment["AWS_EC2_METADATA_DISABLED"] = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] == nil ? "true" : ""
        return try AWSConfiguration(environment: environment, http: .plain()).credentials
    }

    private static func key(_ environment: [String: String]) async throws -> AccessKey? {
        try await chain(environment).accessKey()
    }

    @Test func variablesComeFirst() async throws {
        let variables = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T"]
        #expect(try await Self.key(variables) == AccessKey(id: "A", secret: "S", sessionToken: "T"))
        #expect(try await Self.key([:]) == nil)
        let half = await #expect(throws: FdnixError.self) { try await Self.key(["AWS_ACCESS_KEY_ID": "A"]) }
        #expect(half?.code == .usage)
    }

    @Test func profilesHaveKeysProgramsAndSources() async throws {
        try await withTemporaryDirectory { directory in
            let config = """
                # a comment
                [default]
                region = eu-central-1
                [profile program]
                credential_process = printf '{"Version":1,"AccessKeyId":"P","SecretAccessKey":"Q","Expiration":"2126-01-01T00:00:00Z"}'
                [profile broken]
                credential_process = echo secret-words; exit 3
                [profile signed-in]
                sso_session = work
                [profile a]
                role_arn = arn:aws:iam::1:role/x
                source_profile = b
                [profile b]
                role_arn = arn:aws:iam::1:role/x
                source_profile = a
                """
            let keys = "[default]\naws_access_key_id = K\naws_secret_access_key = S ; not a part\n"
            try AtomicFile.write(Array(config.utf8), to: "\(directory)/config")
            try AtomicFile.write(Array(keys.utf8), to: "\(directory)/credentials")
            let files = [
                "AWS_CONFIG_FILE": "\(directory)/config", "AWS_SHARED_CREDENTIALS_FILE": "\(directory)/credentials",
            ]
            func key(_ profile: String) async throws -> AccessKey? {
                try await Self.key(files.merging(["AWS_PROFILE": profile]) { $1 })
            }
            #expect(try await Self.key(files) == AccessKey(id: "K", secret: "S"))
            #expect(try AWSConfiguration(environment: files).region == "eu-central-1")
            let end = Timestamp.milliseconds(iso8601: "2126-01-01T00:00:00Z")
            #expect(try await key("program") == AccessKey(id: "P", secret: "Q", expiration: end))
            let broken = await #expect(throws: FdnixError.self) { try await key("broken") }
            #expect(broken?.code == .denied && broken?.description.contains("secret-words") == false)
            let signedIn = await #expect(throws: FdnixError.self) { try await key("signed-in") }
            #expect(signedIn?.message.contains("aws configure export-credentials --profile signed-in") == true)
            let circle = await #expect(throws: FdnixError.self) { try await key("a") }
            #expect(circle?.message.contains("a → b → a") == true)
            let missing = await #expect(throws: FdnixError.self) { try await key("nobody") }
            #expect(missing?.code == .usage)
        }
    }

    private static let answer = """
        <R xmlns="x"><%Result><Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>S&amp;</SecretAccessKey>
        <SessionToken>T</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></%Result></R>
        """

    /// A role is assumed with the keys of another profile, and with the token of a file, which is sent unsigned.
    @Test func rolesAreAssumed() async throws {
        let forms = Log<String>()
        try await withServer { peer, request in
            let form = String(decoding: peer.body(request) ?? [], as: UTF8.self)
            forms.add((request.headers["authorization"] == nil ? "unsigned " : "signed ") + form)
            let operation = form.contains("WithWebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole"
            return peer.reply(200, [], Self.answer.split(separator: "%").joined(separator: operation))
        } _: { server in
            try await withTemporaryDirectory { directory in
                let config = """
                    [profile assumed]
                    role_arn = arn:aws:iam::1:role/x
                    external_id = a b
                    source_profile = keys
                    [profile keys]
                    aws_access_key_id = K
                    aws_secret_access_key = S
                    """
                try AtomicFile.write(Array(config.utf8), to: "\(directory)/config")
                try AtomicFile.write(Array("a-token\n".utf8), to: "\(directory)/token")
                let base = ["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]
                let expected = AccessKey(
                    id: "ROLE", secret: "S&", sessionToken: "T",
                    expiration: Timestamp.milliseconds(iso8601: "2126-01-01T00:00:00Z"))
                let profile = ["AWS_CONFIG_FILE": "\(directory)/config", "AWS_PROFILE": "assumed"]
                #expect(try await Self.key(base.merging(profile) { $1 }) == expected)
                let web = [
                    "AWS_WEB_IDENTITY_TOKEN_FILE": "\(directory)/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/y",
                ]
                #expect(try await Self.key(base.merging(web) { $1 }) == expected)
                #expect(forms.all.count == 2)
                #expect(
                    forms.all.first?.hasPrefix("signed Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws") == true)
                #expect(forms.all.first?.contains("ExternalId=a%20b") == true)
                #expect(forms.all.last?.hasPrefix("unsigned Action=AssumeRoleWithWebIdentity&") == true)
                #expect(forms.all.last?.hasSuffix("WebIdentityToken=a-token") == true)
            }
        }
    }

    private static let roleKey =
        #"{"AccessKeyId":"ROLE","SecretAccessKey":"S","Token":"T","Expiration":"2126-01-01T00:00:00Z"}"#

    @Test func containersAskTheAgentBesideThem() async throws {
        try await withServer { peer, request in
            request.headers["authorization"] == "words"
                ? peer.reply(200, [], Self.roleKey) : peer.reply(400, [], "{}")
        } _: { server in
            let variables = [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/role",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "words",
            ]
            let key = try await Self.key(variables)
            #expect(key?.id == "ROLE")
            let elsewhere = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.org/role"]
            let error = await #expect(throws: FdnixError.self) { try await Self.key(elsewhere) }
            #expect(error?.code == .usage)
        }
    }

    /// Version 2 of the metadata service: a token first. Where nobody answers, this machine is not an instance.
    @Test func instancesAskTheirMetadata() async throws {
        try await withServer { peer, request in
            switch (request.method, request.target, request.headers["x-aws-ec2-metadata-token"]) {
            case ("PUT", "/latest/api/token", _): peer.reply(200, [], "a-token")
            case ("GET", "/latest/meta-data/iam/security-credentials/", "a-token"): peer.reply(200, [], "a role\n")
            case ("GET", "/latest/meta-data/iam/security-credentials/a%20role", "a-token"):
                peer.reply(200, [], Self.roleKey)
            default: peer.reply(401)
            }
        } _: { server in
            // However busy the machine is.
            let key = try await Self.key([
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "AWS_METADATA_SERVICE_TIMEOUT": "60",
            ])
            #expect(key?.id == "ROLE")
            server.stop()
        }
        #expect(try await Self.key(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"]) == nil)
    }

    /// A program that hangs, also one that left something running in its name, is ended and not waited for.
    @Test(arguments: ["sleep 3600", "sleep 3600 & echo x; wait", "yes"]) func aProgramThatHangsIsEnded(line: String)
        async
    {
        let process = CredentialProcess(command: line, timeLimit: .milliseconds(100))
        let error = await #expect(throws: FdnixError.self) { try await process.accessKey() }
        #expect(error?.code == .denied)
    }

    // MARK: Renewal

    @Test func keysAreRenewedBeforeTheirEnd() throws {
        let key = AccessKey(id: "K", secret: "S", expiration: 10_000_000)
        var kept = KeptKey()
        #expect(kept.need(at: 0) == .now)
        let first = try kept.take(.success(key), at: 0).get()
        #expect(first == key)
        #expect(kept.need(at: 10_000_000 - KeptKey.early - 1) == .none)
        #expect(kept.need(at: 10_000_000 - KeptKey.early) == .soon)
        // A failure is none while the key is good, and is not repeated at once.
        let failure = FdnixError(.network, "down")
        let again = try kept.take(.failure(failure), at: 9_500_000).get()
        #expect(again == key)
        #expect(kept.need(at: 9_500_001) == .none)
        #expect(kept.need(at: 9_540_000) == .soon)
        #expect(kept.need(at: 10_000_000 - KeptKey.late) == .now)
        let late = kept.take(.failure(failure), at: 9_999_999)
        #expect(throws: FdnixError.self) { try late.get() }
        // Where nobody has a key they are not all asked again for every request.
        var empty = KeptKey()
        _ = empty.take(.success(nil), at: 1000)
        #expect(empty.need(at: 1001) == .none && empty.need(at: 31_000) == .now)
        // Keys that last are never renewed; one that was refused is not given again.
        let lasting = AccessKey(id: "L", secret: "S")
        _ = kept.take(.success(lasting), at: 0)
        #expect(kept.need(at: .max) == .none)
        kept.discard(key)
        #expect(kept.need(at: 0) == .none)
        kept.discard(lasting)
        #expect(kept.need(at: 0) == .now)
    }

    @Test func manyWhoAskShareOneRenewal() async throws {
        let slow = SlowCredentials()
        let cache = CredentialsCache(slow)
        let tasks = (0..<50).map { _ in Task { try await cache.accessKey() } }
        while slow.count == 0 { await Task.yield() }
        slow.open()
        for task in tasks {
            let key = try await task.value
            #expect(key?.id == "KEY")
        }
        #expect(slow.count == 1)
    }
}

/// Gives its key when it is let to.
private final class SlowCredentials: CredentialsProvider {
    private let log = Log<Int>()
    private let gate = AsyncStream<Void>.makeStream()
    var count: Int { log.all.count }

    func open() { gate.continuation.finish() }

    func accessKey() async -> AccessKey? {
        log.add(0)
        for await _ in gate.stream {}
        return AccessKey(id: "KEY", secret: "secret")
    }
}
