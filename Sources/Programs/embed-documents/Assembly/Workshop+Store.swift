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
        let tls = PostgresTLS(
            PostgresTLS.Mode(rawValue: settings.sslMode), rootCertificates: settings.rootCertificates)
        var configuration: PostgresConfiguration
        switch settings.place {
        case .url(let address): configuration = try PostgresConfiguration(url: address.value, tls: tls)
        case .rds(let host, let secret):
            let text = try await SecretsManagerClient(try amazon()).secretString(secret)
            let members: JSONValue
            do { members = try JSONValue.parse(text) } catch {
                // The parser's own words may show a piece of the secret.
                throw FdnixError(.usage, "the secret of the database is not JSON: store username, password, port, dbname")
            }
            configuration = try PostgresConfiguration(host: host, secret: members, tls: tls)
        }
        configuration.applicationName = "embed-documents"
        if settings.usesIAM { configuration.password = try token(configuration) }
        return configuration
    }
}
