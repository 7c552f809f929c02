import Basics
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite("Connections to a Postgres server", .timeLimit(.minutes(15)))
struct LivePostgresConnectionTests {
    private static func variable(_ name: String) throws -> String {
        try serverVariable(name, setBy: "Tests/System/postgres/with-server")
    }

    private static func configuration() throws -> PostgresConfiguration {
        try PostgresConfiguration(url: variable("DATABASE_URL"))
    }

    /// The database by a secret, at the port with TLS.
    private static func byTLS(_ host: String, authority: String, password: String? = nil) throws
        -> PostgresConfiguration
    {
        let url = try variable("DATABASE_URL")
        let own = String(try #require(url.split(separator: ":").dropFirst(2).first).prefix { $0 != "@" })
        let secret: JSONValue = [
            "username": "documents", "password": .string(password ?? own), "dbname": "documents", "host": "elsewhere",
            "port": .string(try variable("FDNIX_TEST_POSTGRES_TLS_PORT")),
        ]
        return try PostgresConfiguration(
            host: host, secret: secret, tls: PostgresTLS(.verifyFull, rootCertificates: try variable(authority)))
    }

    private static func failure(_ configuration: PostgresConfiguration) async throws -> FdnixError {
        try #require(await #expect(throws: FdnixError.self) { _ = try await PostgresConnection.open(configuration) })
    }

    @Test func valuesOfEveryKindComeBack() async throws {
        let connection = try await PostgresConnection.open(Self.configuration())
        let texts = ["", "'", "\"", "\\", "{}", ",", "NULL", "e\u{301}\u{1F600}", "a\nb"]
        let back = try await connection.rows(
            "SELECT value FROM unnest($1::text[]) WITH ORDINALITY AS list (value, place) ORDER BY place",
            [.array(texts)]
        ) { $0.text(0) }
        #expect(back == texts)
        let row = try await connection.rows(
            "SELECT $1::int8, $2::int2, $3::float8, $4::text, NOT $5::boolean, $6::bytea, '', -1, true",
            [.int(Int64.min), .int(-2), .double(0.1), .null, .text("f"), .binary([0, 255, 0])]
        ) { row in
            #expect(row.int(0) == .min && row.int(1) == -2 && row.double(2) == 0.1 && row.int(7) == -1)
            #expect(row.isNull(3) && row.text(3) == nil && row.int(3) == nil && row.double(3) == nil)
            #expect(row.bool(4) == true && row.bool(8) == true && row.text(6) == "" && row.isNull(99))
            #expect(row.withBytes(5) { Array($0) } == [0, 255, 0])
            return true
        }
        #expect(row == [true])
        let error = await #expect(throws: FdnixError.self) {
            try await connection.run("SELECT $1::text", [.text("\u{0}")])
        }
        #expect(error?.code == .malformedInput)
    }

    @Test func aTransactionIsUndoneAsAWhole() async throws {
        let connection = try await PostgresConnection.open(Self.configuration())
        try await connection.execute("CREATE TEMPORARY TABLE fruit (name text PRIMARY KEY, weight int8)")
        let error = await #expect(throws: FdnixError.self) {
            try await connection.transaction { connection in
                try await connection.run("INSERT INTO fruit VALUES ($1, 1)", [.text("apple")])
                // The failure is not heeded; committing says so.
                _ = try? await connection.run("INSERT INTO fruit VALUES ('apple', 2)")
            }
        }
        #expect(error?.code == .database)
        struct Refusal: Error {}
        await #expect(throws: Refusal.self) {
            try await connection.copy(into: "fruit") { buffer in
                guard buffer.bytes.count < 1000 else { throw Refusal() }
                buffer.row(of: 2)
                buffer.text("\(buffer.bytes.count)")
                buffer.null()
                return true
            }
        }
        let number = Mutex(Int64(0))
        let count = try await connection.copy(into: "fruit (name, weight)") { buffer in
            let number = number.withLock { value in
                value += 1
                return value
            }
            guard number <= 50_000 else { return false }
            buffer.row(of: 2)
            buffer.text("fruit \(number)")
            buffer.field((0..<8).reversed().map { UInt8(truncatingIfNeeded: -number >> ($0 * 8)) })
            return true
        }
        #expect(count == 50_000)
        #expect(try await connection.rows("SELECT sum(weight)::int8 FROM fruit") { $0.int(0) } == [-1_250_025_000])
        let conflict = await #expect(throws: FdnixError.self) {
            try await connection.run("INSERT INTO fruit VALUES ('fruit 1')")
        }
        #expect(conflict?.code == .conflict)
        let missing = await #expect(throws: FdnixError.self) { try await connection.run("SELECT * FROM nowhere") }
        #expect(missing?.code == .notFound)
    }

    @Test func aTaskThatIsCancelledEndsItsStatement() async throws {
        let pool = PostgresPool(try Self.configuration(), limit: 1)
        let (begins, continuation) = AsyncStream<Void>.makeStream()
        let start = ContinuousClock.now
        let task = Task {
            try await pool.withConnection { connection in
                continuation.yield()
                try await connection.execute("SELECT pg_sleep(600)")
            }
        }
        for await _ in begins { break }
        let waiting = Task { try await pool.withConnection { _ in } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(120))
        try await waiting.value
        // The connection that was interrupted is not given to others.
        #expect(try await pool.withConnection { try await $0.rows("SELECT 1") { $0.int(0) } } == [1])
    }

    @Test func aPoolHasAFewConnectionsAndUsesThemAgain() async throws {
        let pool = PostgresPool(try Self.configuration(), limit: 3)
        let found = try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    try await pool.withConnection { connection in
                        try await connection.rows("SELECT pg_backend_pid() FROM pg_sleep(0.01)") { $0.int(0) }.first
                    }
                }
            }
            return try await group.reduce(into: Set<Int?>()) { $0.insert($1) }
        }
        #expect((1...3).contains(found.count) && !found.contains(nil))
    }

    @Test func theServerIsWhoItsCertificateSays() async throws {
        let known = "FDNIX_TEST_POSTGRES_CA"
        let connection = try await PostgresConnection.open(Self.byTLS("localhost", authority: known))
        #expect(try await connection.rows("SELECT current_user::text") { $0.text(0) } == ["documents"])
        let stranger = try await Self.failure(Self.byTLS("localhost", authority: "FDNIX_TEST_POSTGRES_OTHER_CA"))
        #expect(stranger.message.contains("certificate verify failed"), "\(stranger.message)")
        let otherName = try await Self.failure(Self.byTLS("127.0.0.1", authority: known))
        #expect(otherName.message.contains("does not match host name"), "\(otherName.message)")
        // The first server speaks no TLS at all, and is refused rather than trusted.
        var plain = try Self.configuration()
        plain.tls = PostgresTLS(.verifyFull, rootCertificates: try Self.variable(known))
        _ = try await Self.failure(plain)
    }

    @Test func whoMayNotConnectIsTold() async throws {
        let wrong = try await Self.failure(
            Self.byTLS("localhost", authority: "FDNIX_TEST_POSTGRES_CA", password: "no such password"))
        #expect(wrong.code == .denied)
        #expect(!wrong.message.contains("no such password"))
        let url = try Self.variable("DATABASE_URL")
        let missing = try await Self.failure(PostgresConfiguration(url: url + "_not_there"))
        #expect(missing.code == .notFound, "\(missing)")
        let nobody = try await Self.failure(PostgresConfiguration(url: "postgres://documents:x@127.0.0.1:1/documents"))
        #expect(nobody.code == .network)
        #expect(nobody.isRetryable)
    }

    @Test func aPasswordThatIsRenewedIsAskedForAtEachConnection() async throws {
        var configuration = try Self.byTLS("localhost", authority: "FDNIX_TEST_POSTGRES_CA")
        guard case .text(let password) = configuration.password else { throw FdnixError(.usage, "no password") }
        let asked = Mutex(0)
        configuration.password = .renewed {
            asked.withLock { $0 += 1 }
            return password
        }
        for _ in 0..<2 { await (try PostgresConnection.open(configuration)).close() }
        #expect(asked.withLock { $0 } == 2)
    }
}
