import Basics
import Settings

/// Where keys come from.
public protocol CredentialsProvider: Sendable {
    /// A key to sign with; nil where this place has none and another may be asked.
    ///
    /// Throws `denied`, `malformedInput` or `network` where a key was to be had here and could not be: asking elsewhere
    /// would sign as somebody else than the user meant.
    func accessKey() async throws -> AccessKey?

    /// Told that a server did not take a key; the next one that is given must be another.
    func discard(_ key: AccessKey) async
}

extension CredentialsProvider {
    /// Does nothing, as fits places that keep no keys.
    public func discard(_ key: AccessKey) async {}
}

/// One key, known from the beginning: of tests, and of callers that have their own.
public struct FixedCredentials: CredentialsProvider {
    private let key: AccessKey

    /// Gives `key` to everyone who asks.
    public init(_ key: AccessKey) { self.key = key }

    /// The key; never fails.
    public func accessKey() -> AccessKey? { key }
}

/// The key of `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
struct EnvironmentCredentials: CredentialsProvider {
    let environment: [String: String]

    func accessKey() throws -> AccessKey? {
        let settings = Settings(environment)
        let (id, secret) = (settings.string("AWS_ACCESS_KEY_ID"), settings.string("AWS_SECRET_ACCESS_KEY"))
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            throw FdnixError(
                .usage, "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY one is set: set both, or unset both")
        }
        return AccessKey(id: id, secret: secret, sessionToken: settings.string("AWS_SESSION_TOKEN"))
    }
}

/// Asks one place after the other; the first that has a key gives it.
struct CredentialsChain: CredentialsProvider {
    let places: [any CredentialsProvider]

    func accessKey() async throws -> AccessKey? {
        for place in places { if let key = try await place.accessKey() { return key } }
        return nil
    }
}
