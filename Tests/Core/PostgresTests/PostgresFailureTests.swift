import Basics
import Testing

@testable import Postgres

@Suite("What Postgres says of failures")
struct PostgresFailureTests {
    @Test(arguments: [
        ("", FdnixError.Code.network, true), ("57P01", .network, true), ("08006", .network, true),
        ("53300", .throttled, true), ("28P01", .denied, false), ("42501", .denied, false), ("3D000", .notFound, false),
        ("42P01", .notFound, false), ("40P01", .conflict, true), ("40001", .conflict, true),
        ("55P03", .conflict, true), ("23505", .conflict, false), ("53100", .database, true),
        ("22012", .database, false),
    ])
    func haveAKind(_ state: String, _ code: FdnixError.Code, _ isRetryable: Bool) {
        let failure = PostgresFailure(sqlState: state, words: "words")
        #expect(failure.code == code)
        #expect(failure.isRetryable == isRetryable)
    }

    @Test func aConnectionThatWasNotMadeHasACode() {
        let failure = PostgresFailure(
            verbose:
                "connection to server at \"h\", port 1 failed: FATAL:  28P01: no\nLOCATION:  auth_failed, auth.c:3\n")
        #expect(failure.sqlState == "28P01")
        #expect(!failure.words.contains("28P01") && !failure.words.contains("auth.c"))
        #expect(PostgresFailure(verbose: "server closed the connection").sqlState == "")
    }

    @Test func wordsAreOneShortLine() {
        let failure = PostgresFailure(sqlState: "22000", words: "a\nb\u{1B}" + String(repeating: "x", count: 5000))
        #expect(failure.words.hasPrefix("a; b"))
        #expect(failure.words.utf8.count < 500 && !failure.words.contains("\u{1B}"))
    }
}
