import Basics
import JSON

/// The keys that a profile tells the way to: in the file, by a program, or by assuming a role with those of another
/// profile (docs.aws.amazon.com/sdkref/latest/guide/creds-config-files.html).
struct ProfileCredentials: CredentialsProvider {
    let shared: SharedConfiguration
    let tokens: SecurityTokenService
    /// Where keys come from that a profile calls by the name of a place: `credential_source`.
    let named: @Sendable (String) -> (any CredentialsProvider)?

    func accessKey() async throws -> AccessKey? {
        guard shared.profile(shared.profileName) != nil else {
            guard shared.isProfileNamed else { return nil }
            throw FdnixError(
                .usage, "there is no AWS profile \(shared.profileName): add it to ~/.aws/config, or correct AWS_PROFILE"
            )
        }
        return try await key(of: shared.profileName, visited: [])
    }

    private func key(of name: String, visited: [String]) async throws -> AccessKey? {
        guard let profile = shared.profile(name) else {
            throw FdnixError(
                .usage, "the AWS profile \(visited.last ?? name) names the profile \(name), which is missing")
        }
        guard !visited.contains(name) else {
            throw FdnixError(.usage, "the AWS profiles \((visited + [name]).joined(separator: " → ")) form a circle")
        }
        func value(_ key: String) -> String? { profile[key].flatMap { $0.isEmpty ? nil : $0 } }
        // A profile that is its own source means the keys that stand in it.
        let isOwnSource = visited.isEmpty && value("source_profile") == name
        if let role = value("role_arn") {
            if let file = value("web_identity_token_file") {
                return try await tokens.assumeRole(
                    role, session: value("role_session_name"), webIdentityTokenFile: file)
            }
            let source = try await sourceKey(profile, name, visited, isOwnSource)
            return try await tokens.assumeRole(
                role, session: value("role_session_name"), externalID: value("external_id"),
                seconds: value("duration_seconds").flatMap { Int($0) }, with: source)
        }
        if let key = Self.staticKey(profile) { return key }
        if let command = value("credential_process") {
            return try await CredentialProcess(command: command).accessKey()
        }
        guard value("sso_session") == nil, value("sso_start_url") == nil else {
            throw FdnixError(
                .usage,
                "the AWS profile \(name) signs in by SSO, which this program does not: add to it "
                    + "credential_process = aws configure export-credentials --profile \(name)")
        }
        return nil
    }

    private func sourceKey(
        _ profile: [String: String], _ name: String, _ visited: [String], _ isOwnSource: Bool
    ) async throws -> AccessKey {
        if let source = profile["source_profile"], !source.isEmpty {
            let key = isOwnSource ? Self.staticKey(profile) : try await key(of: source, visited: visited + [name])
            if let key { return key }
            throw FdnixError(.usage, "the AWS profile \(source), the source of \(name), has no keys")
        }
        let place = profile["credential_source"] ?? ""
        guard let provider = named(place) else {
            throw FdnixError(
                .usage,
                "the AWS profile \(name) has a role_arn but neither source_profile nor a credential_source of "
                    + "Environment, EcsContainer or Ec2InstanceMetadata")
        }
        if let key = try await provider.accessKey() { return key }
        throw FdnixError(.denied, "the AWS profile \(name) takes its keys from \(place), which has none")
    }

    private static func staticKey(_ profile: [String: String]) -> AccessKey? {
        guard let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"], !id.isEmpty,
            !secret.isEmpty
        else { return nil }
        let token = profile["aws_session_token"].flatMap { $0.isEmpty ? nil : $0 }
        return AccessKey(id: id, secret: secret, sessionToken: token)
    }
}
