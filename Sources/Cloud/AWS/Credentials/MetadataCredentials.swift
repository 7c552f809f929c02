import Basics
import HTTPTransport
import HTTPTypes
import JSON
import Logging
import Settings

/// The key of the role of a container's task, from the agent beside it
/// (docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
struct ContainerCredentials: CredentialsProvider {
    let environment: [String: String]
    let http: MetadataHTTP

    func accessKey() async throws -> AccessKey? {
        guard let address = try address() else { return nil }
        var fields: HTTPFields = [:]
        fields[.authorization] = try authorization()
        let bytes = try await http.get(address.request(headerFields: fields), "the container's credentials")
        return try RoleKey.parse(bytes, from: "the container's credentials")
    }

    private var settings: Settings { Settings(environment) }

    private func address() throws -> URLParts? {
        if let path = settings.string("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            return try URLParts("http://169.254.170.2\(path.hasPrefix("/") ? "" : "/")\(path)")
        }
        guard let text = settings.string("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        let address = try URLParts(text)
        // Keys must not be asked for, nor a token be shown, where anyone on the way could listen.
        guard address.scheme == .https || Self.isBesideUs(address.host) else {
            throw FdnixError(
                .usage,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI names \(address.origin): use https, this machine, or the addresses "
                    + "of ECS and EKS")
        }
        return address
    }

    /// This machine, and the agents of ECS and EKS.
    private static func isBesideUs(_ host: String) -> Bool {
        if ["localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]"].contains(host) { return true }
        return host.hasPrefix("127.") && IPAddress(host: host) != nil
    }

    private func authorization() throws -> String? {
        guard let path = settings.string("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
            return settings.string("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        }
        // Read each time: the token is renewed in place.
        return String(decoding: try FileSystem.read(path), as: UTF8.self).trimmed
    }
}

/// The key of the role of an EC2 instance, from its metadata service, version 2: a token first, which no forged request
/// of a web application gets (docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
struct InstanceCredentials: CredentialsProvider {
    let environment: [String: String]
    let http: MetadataHTTP

    func accessKey() async throws -> AccessKey? {
        let settings = Settings(environment)
        guard settings.string("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
        let isSix = settings.string("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        let base =
            settings.string("AWS_EC2_METADATA_SERVICE_ENDPOINT")
            ?? (isSix ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        let address = try URLParts(base)
        guard let token = try await token(address) else { return nil }
        let fields: HTTPFields = [.metadataToken: token]
        func get(_ path: String) async throws -> [UInt8] {
            try await http.get(address.resolving(path).request(headerFields: fields), "the instance's credentials")
        }
        let folder = "/latest/meta-data/iam/security-credentials/"
        let roles: [UInt8]
        do { roles = try await get(folder) } catch let error as FdnixError where error.code == .notFound { return nil }
        let role = String(decoding: roles, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
        guard let role = role?.trimmed, !role.isEmpty else { return nil }
        return try RoleKey.parse(await get(folder + PercentEncoding.encode(role)), from: "the instance's credentials")
    }

    /// Nil where there is no metadata service: this machine is not an instance.
    private func token(_ address: URLParts) async throws -> String? {
        let request = try address.resolving("/latest/api/token").request(
            .put, headerFields: [.metadataTokenLifetime: "21600"])
        do {
            let bytes = try await http.get(request, "the instance's metadata", isQuick: true)
            return String(decoding: bytes, as: UTF8.self).trimmed
        } catch let error as FdnixError where [.network, .notFound, .denied].contains(error.code) {
            // Other clouds have services at the same address, which know no such request.
            return nil
        }
    }
}

extension HTTPField.Name {
    fileprivate static let metadataToken = HTTPField.Name(spelled: "X-aws-ec2-metadata-token")
    fileprivate static let metadataTokenLifetime = HTTPField.Name(
        spelled: "X-aws-ec2-metadata-token-ttl-seconds")
}

/// Requests to what runs beside a program: soon answered or not at all, and never through a proxy.
struct MetadataHTTP: Sendable {
    let client: HTTPClient
    /// How long the service may be silent where there may be none at all: `AWS_METADATA_SERVICE_TIMEOUT`.
    var quickLimit = Duration.seconds(1)

    /// The body of a reply of 200; `what` is asked for, as messages say it. Throws `network`, `notFound` for 404, and
    /// `denied` for any other status.
    func get(_ request: HTTPRequest, _ what: String, isQuick: Bool = false) async throws -> [UInt8] {
        let limits = HTTPLimits(
            connect: isQuick ? quickLimit : max(quickLimit, .seconds(2)),
            idle: isQuick ? quickLimit : max(quickLimit, .seconds(5)), redirects: 0)
        let policy = RetryPolicy(attempts: isQuick ? 1 : 3, unreachableAttempts: isQuick ? 1 : 2)
        let reply = try await client.send(
            request, limits: limits, retrying: policy, logger: Logger(label: "fdnix.aws"))
        let bytes = try await reply.collect(upTo: 1 << 16)
        switch reply.status {
        case 200: return bytes
        case 404: throw FdnixError(.notFound, "\(what): HTTP 404 from \(request.authority ?? "")")
        default: throw FdnixError(.denied, "\(what): HTTP \(reply.status) from \(request.authority ?? "")")
        }
    }
}

/// The JSON in which both metadata services give a key.
enum RoleKey {
    static func parse(_ bytes: [UInt8], from place: String) throws -> AccessKey {
        guard let json = try? JSONValue.parse(bytes), let id = json["AccessKeyId"]?.string,
            let secret = json["SecretAccessKey"]?.string
        else { throw FdnixError(.denied, "\(place) came without AccessKeyId and SecretAccessKey; has the role ended?") }
        return AccessKey(
            id: id, secret: secret, sessionToken: json["Token"]?.string,
            expiration: json["Expiration"]?.string.flatMap { Timestamp.milliseconds(iso8601: $0) })
    }
}
