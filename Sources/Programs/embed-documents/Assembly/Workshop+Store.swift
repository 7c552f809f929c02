import AWS
import AWSServices
import Basics
import DocumentStore
import Documents
import JSON
import Postgres
import Settings

extension Workshop {
    /// Where chunks and vectors are kept.
    func store() async throws -> any DocumentStore {
        let (cloud, store) = try read { settings in
            let cloud = CloudSettings(&settings, needsLinks: false)
            return (cloud, StoreSettings(&settings, cloud.backend))
        }
        switch store {
        case .embedded:
            try FileSystem.createDirectories(cloud.dataDirectory)
            return EmbeddedStore("\(cloud.dataDirectory)/vectors.sqlite")
        case .postgres(let settings): return PostgresStore(try await configuration(settings))
        }
    }

    /// How the database is reached; its secret is asked for where the settings name one.
    private func configuration(_ settings: PostgresSettings) async throws -> PostgresConfiguration {
        var configuration: PostgresConfiguration
        switch settings.place {
        case .url(let address):
            guard !settings.usesIAM else {
                throw FdnixError(.usage, "DB_IAM_AUTH is for a database of RDS: set RDS_ENDPOINT and RDS_SECRET_ARN")
            }
            configuration = try PostgresConfiguration(url: address.value, tls: settings.tls)
        case .rds(let host, let id):
            var secret = try await secret(id)
            // A secret of a database that trusts IAM needs no password.
            if settings.usesIAM { secret["password"] = "" }
            configuration = try PostgresConfiguration(host: host, secret: .object(secret), tls: settings.tls)
            if settings.usesIAM { configuration.password = try token(host, configuration) }
        }
        configuration.applicationName = "embed-documents"
        return configuration
    }

    private func secret(_ id: String) async throws -> JSONObject {
        let text = try await SecretsManagerClient(try amazon()).secretString(id)
        guard let object = try? JSONValue.parse(text).object else {
            // The parser's own words may show a piece of the secret.
            throw FdnixError(
                .usage, "the secret of the database is not a JSON object: store username, password, port, dbname")
        }
        return object
    }

    /// A password that is made anew for each connection.
    private func token(
        _ host: String, _ configuration: PostgresConfiguration
    ) throws -> PostgresConfiguration.Password {
        let (amazon, settings) = (try amazon(), try read { CloudSettings(&$0, needsLinks: false) })
        let (port, user) = (configuration.port, configuration.user ?? "")
        return .renewed {
            guard let key = try await amazon.credentials.accessKey() else {
                throw FdnixError(.denied, "DB_IAM_AUTH needs credentials of AWS, and none are found")
            }
            return try DatabaseToken.make(
                host: host, port: port, user: user, region: settings.region, with: key,
                at: Timestamp.milliseconds / 1000)
        }
    }
}
