/// What a request is signed with. Its description tells who signs, never with what.
public struct AccessKey: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The name of the key, which every signed request shows.
    public var id: String
    /// The secret, which no request shows.
    public var secret: String
    /// The token of a temporary key; nil for one that lasts.
    public var sessionToken: String?
    /// When a temporary key ends, in milliseconds since 1970; nil where it lasts or does not say.
    public var expiration: Int?

    /// A key, temporary where it has a session token.
    public init(id: String, secret: String, sessionToken: String? = nil, expiration: Int? = nil) {
        self.id = id
        self.secret = secret
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// The name of the key alone: `AccessKey(AKIDEXAMPLE)`.
    public var description: String { "AccessKey(\(id))" }

    /// A mirror without the secrets, so that `dump` and debuggers do not print them either.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
