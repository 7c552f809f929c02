public import Postgres
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
    /// How the connection is protected: `DB_SSLMODE` and `DB_SSLROOTCERT`.
    public var tls: PostgresTLS
    /// Whether a token of IAM is the password: `DB_IAM_AUTH`.
    public var usesIAM: Bool

    init(_ place: Place, _ settings: inout Settings) {
        self.place = place
        // An address may have a mode of its own, and libpq's is `prefer` where it has none.
        let usual: PostgresTLS.Mode? = if case .rds = place { .verifyFull } else { nil }
        tls = PostgresTLS(&settings, default: usual)
        usesIAM = settings.bool("DB_IAM_AUTH", default: false)
    }
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
