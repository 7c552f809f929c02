import DocumentStore
import DocumentStoreConformance
import Postgres
import Testing

@Suite("Documents in a Postgres server", .serialized, .timeLimit(.minutes(10)))
struct LivePostgresStoreTests {
    @Test(arguments: DocumentStoreCheck.all)
    func keepsTheRules(_ check: DocumentStoreCheck) async throws {
        try await LivePostgres.withSchema { configuration in
            try await check.run(PostgresStore(configuration), PostgresStore(configuration, connections: 2))
        }
    }
}
