import Basics
import HTTPTransport
import Settings

/// The two operations of AWS STS that give the key of a role
/// (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
struct SecurityTokenService: Sendable {
    let region: String?
    let endpoints: EndpointRules
    let http: HTTPClient

    /// The key of a role for whoever has `key`.
    func assumeRole(
        _ role: String, session: String?, externalID: String?, seconds: Int?, with key: AccessKey
    ) async throws -> AccessKey {
        var parameters = [("RoleArn", role), ("RoleSessionName", session ?? Self.sessionName())]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let seconds { parameters.append(("DurationSeconds", String(seconds))) }
        return try await self.key(of: "AssumeRole", parameters, FixedCredentials(key))
    }

    /// The key of a role for whom a token speaks that somebody else signed, such as Kubernetes. The file is read each time:
    /// the token is renewed in place.
    func assumeRole(_ role: String, session: String?, webIdentityTokenFile path: String) async throws -> AccessKey {
        let token = String(decoding: try FileSystem.read(path), as: UTF8.self).trimmed
        let parameters = [
            ("RoleArn", role), ("RoleSessionName", session ?? Self.sessionName()), ("WebIdentityToken", token),
        ]
        return try await key(of: "AssumeRoleWithWebIdentity", parameters, Anonymous())
    }

    private func key(
        of operation: String, _ parameters: [(String, String)], _ credentials: any CredentialsProvider
    ) async throws -> AccessKey {
        var configuration = AWSConfiguration(
            region: region ?? "us-east-1", credentials: credentials, endpoints: endpoints, http: http)
        configuration.allowsAnonymous = credentials is Anonymous
        let result = try await AWSClient(.sts, configuration).query(operation, parameters)
        guard let found = result["Credentials"], let id = found.text("AccessKeyId"),
            let secret = found.text("SecretAccessKey")
        else { throw FdnixError(.service, "STS \(operation) answered without credentials") }
        return AccessKey(
            id: id, secret: secret, sessionToken: found.text("SessionToken"),
            expiration: found.text("Expiration").flatMap { Timestamp.milliseconds(iso8601: $0) })
    }

    private static func sessionName() -> String { "fdnix-\(Timestamp.milliseconds)" }
}

/// Nobody in particular: the request is sent without a signature.
struct Anonymous: CredentialsProvider {
    func accessKey() -> AccessKey? { nil }
}

/// The key of `AWS_ROLE_ARN` for whom the token in `AWS_WEB_IDENTITY_TOKEN_FILE` speaks.
struct WebIdentityCredentials: CredentialsProvider {
    let environment: [String: String]
    let tokens: SecurityTokenService

    func accessKey() async throws -> AccessKey? {
        let settings = Settings(environment)
        guard let path = settings.string("AWS_WEB_IDENTITY_TOKEN_FILE") else { return nil }
        guard let role = settings.string("AWS_ROLE_ARN") else {
            throw FdnixError(.usage, "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN: set both, or unset both")
        }
        return try await tokens.assumeRole(
            role, session: settings.string("AWS_ROLE_SESSION_NAME"), webIdentityTokenFile: path)
    }
}
