public import Settings

/// How far a connection is encrypted and the server's name is proven (libpq's `sslmode` and `sslrootcert`).
public struct PostgresTLS: Sendable, Hashable {
    /// What is asked of the connection, from nothing to everything.
    public enum Mode: String, Sendable, CaseIterable {
        /// Never encrypted, whatever the server offers.
        case disable
        /// Encrypted only where the server insists.
        case allow
        /// Encrypted where the server can, whoever it is.
        case prefer
        /// Encrypted, whoever the server is.
        case require
        /// Encrypted, with a certificate of a known authority.
        case verifyCA = "verify-ca"
        /// Encrypted, with a certificate of a known authority for the host's name.
        case verifyFull = "verify-full"
    }

    /// What is asked; nil leaves it to the address, and to libpq's own `prefer` where that says nothing.
    public var mode: Mode?
    /// A file of certificates, PEM, of the authorities that are trusted; nil leaves it to libpq.
    public var rootCertificates: String?

    /// A demand on connections.
    public init(_ mode: Mode? = nil, rootCertificates: String? = nil) {
        self.mode = mode
        self.rootCertificates = rootCertificates
    }

    /// Reads `DB_SSLMODE`, `fallback` where it is not set, and `DB_SSLROOTCERT`.
    public init(_ settings: inout Settings, default fallback: Mode?) {
        mode = settings.choice(
            "DB_SSLMODE", default: fallback, { Mode(rawValue: $0) },
            accepted: Mode.allCases.map(\.rawValue).joined(separator: ", "))
        rootCertificates = settings.string("DB_SSLROOTCERT")
    }
}
