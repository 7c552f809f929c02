import Basics
import Testing

@testable import Postgres

@Suite("What Postgres says of a failure")
struct PostgresFailureTests {
    @Test(
        "a refused connection has its code and its kind",
        arguments: [
            ("28P01", "password authentication failed for user \"a\"", FdnixError.Code.denied, false),
            ("57P03", "the database system is starting up", .network, true),
            ("53300", "sorry, too many clients already", .throttled, true),
            ("3D000", "database \"b\" does not exist", .notFound, false),
        ])
    func refused(state: String, words: String, code: FdnixError.Code, isRetryable: Bool) {
        let failure = PostgresFailure(
            verbose: "connection to server at \"::1\", port 5432 failed: FATAL:  \(state): \(words)\n"
                + "LOCATION:  auth_failed, auth.c:331\n")
        #expect(failure.sqlState == state)
        #expect(failure.code == code)
        #expect(failure.isRetryable == isRetryable)
        #expect(failure.words.hasSuffix(words) && !failure.words.contains("LOCATION"))
    }

    @Test("a connection that was not made has no code")
    func notMade() {
        let failure = PostgresFailure(verbose: "connection to server at \"::1\", port 1 failed: Connection refused")
        #expect(failure.sqlState.isEmpty)
        #expect(failure.code == .network)
        #expect(failure.isRetryable)
    }
}
