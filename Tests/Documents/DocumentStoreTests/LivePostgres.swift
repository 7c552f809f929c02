import Platform
import Postgres
import Testing

/// The server that Tests/System/postgres/with-server starts.
enum LivePostgres {
    /// The value of a variable that the script sets.
    static func variable(_ name: String) throws -> String {
        try #require(getenv(name).map { String(cString: $0) }, "run it by Tests/System/postgres/with-server")
    }

    /// The server's database, seen through a schema that is new and in which nothing is.
    static func withSchema(_ body: (PostgresConfiguration) async throws -> Void) async throws {
        let url = try variable("DATABASE_URL")
        let schema = "check_\(UInt32.random(in: 0 ... .max))"
        let connection = try await PostgresConnection.open(PostgresConfiguration(url: url))
        try await connection.execute("CREATE SCHEMA \(schema)")
        do {
            try await body(try PostgresConfiguration(url: "\(url)?options=-csearch_path%3D\(schema)%2Cpublic"))
        } catch {
            try await connection.execute("DROP SCHEMA \(schema) CASCADE")
            throw error
        }
        try await connection.execute("DROP SCHEMA \(schema) CASCADE")
        await connection.close()
    }
}
