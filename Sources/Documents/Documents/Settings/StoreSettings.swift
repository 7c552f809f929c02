public import Settings

/// Where chunks and their vectors are kept.
public enum StoreSettings: Sendable, Hashable {
    /// A database of Postgres with the extension pgvector.
    case postgres(PostgresSettings)
    /// A file below the folder of the local backend.
    case embedded

    /// Reads the variables: `VECTOR_STORE`, else Postgres where a database is configured. What is wrong is added to the
    /// problems of `settings`.
    public init(_ settings: inout Settings, _ backend: CloudSettings.Backend) {
        let place = PostgresSettings.Place(&settings)
        let isEmbedded = settings.choice(
            "VECTOR_STORE", default: place == nil && backend == .local, { ["postgres": false, "embedded": true][$0] },
            accepted: "postgres, embedded")
        if isEmbedded, backend == .aws {
            settings.problem("VECTOR_STORE is embedded, which tasks of AWS cannot share: use postgres")
        } else if !isEmbedded, place == nil {
            settings.problem("no database is configured: set DATABASE_URL, or RDS_SECRET_ARN and RDS_ENDPOINT")
        }
        if !isEmbedded, let place {
            self = .postgres(PostgresSettings(place, &settings))
        } else {
            self = .embedded
        }
    }
}

/// How the database is reached.
public struct PostgresSettings: Sendable, Hashable {
    /// Where the database is, and who asks.
    public enum Place: Sendable, Hashable {
        /// An address with all in it: `DATABASE_URL`.
        case url(Secret)
        /// A host (`RDS_ENDPOINT`), and the secret that has the rest (`RDS_SECRET_ARN`).
        case rds(host: String, secret: String)
    }

    /// Where the database is, and who asks.
    public var place: Place
    /// How the connection is protected, in libpq's words: `DB_SSLMODE`.
    public var sslMode: String
    /// The file of certificates that are trusted: `DB_SSLROOTCERT`; nil for those of the system.
    public var rootCertificates: String?
    /// Whether a token of IAM is the password: `DB_IAM_AUTH`.
    public var usesIAM: Bool

    init(_ place: Place, _ settings: inout Settings) {
        self.place = place
        let usual = if case .rds = place { "verify-full" } else { "prefer" }
        sslMode = settings.choice(
            "DB_SSLMODE", default: usual, { Self.modes.contains($0) ? $0 : nil },
            accepted: Self.modes.joined(separator: ", "))
        rootCertificates = settings.string("DB_SSLROOTCERT")
        usesIAM = settings.bool("DB_IAM_AUTH", default: false)
    }

    // https://www.postgresql.org/docs/current/libpq-ssl.html
    private static let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
}

extension PostgresSettings.Place {
    /// The place that variables tell; nil where they tell none.
    init?(_ settings: inout Settings) {
        if let url = settings.string("DATABASE_URL") {
            guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
                settings.problem("DATABASE_URL does not begin with postgres://: write postgres://USER@HOST/DATABASE")
                return nil
            }
            self = .url(Secret(url))
            return
        }
        switch (settings.string("RDS_ENDPOINT"), settings.string("RDS_SECRET_ARN")) {
        case (nil, nil): return nil
        case (let host?, let secret?): self = .rds(host: host, secret: secret)
        case (_?, nil):
            settings.problem("RDS_ENDPOINT is set and RDS_SECRET_ARN is not: both are needed")
            return nil
        case (nil, _?):
            settings.problem("RDS_SECRET_ARN is set and RDS_ENDPOINT is not: both are needed")
            return nil
        }
    }
}
