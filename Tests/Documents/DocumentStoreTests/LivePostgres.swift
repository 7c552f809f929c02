import Postgres
import TestSupport

/// The server that Tests/System/postgres/with-server starts.
enum LivePostgres {
    static func variable(_ name: String) throws -> String {
        try serverVariable(name, setBy: "Tests/System/postgres/with-server")
    }

    static func configuration(_ query: String = "") throws -> PostgresConfiguration {
        try PostgresConfiguration(url: try variable("DATABASE_URL") + query)
    }

    /// The server's database, seen through a schema that is new and in which nothing is.
    static func withSchema(_ body: (PostgresConfiguration) async throws -> Void) async throws {
        let schema = "check_\(UInt32.random(in: 0 ... .max))"
        let connection = try await PostgresConnection.open(configuration())
        try await connection.execute("CREATE SCHEMA \(schema)")
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(configuration("?options=-csearch_path%3D\(schema)%2Cpublic")))
        } catch {
            result = .failure(error)
        }
        try await connection.execute("DROP SCHEMA \(schema) CASCADE")
        await connection.close()
        try result.get()
    }
}
