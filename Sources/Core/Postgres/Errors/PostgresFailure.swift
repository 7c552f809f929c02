public import Basics

/// What a Postgres server or libpq says of a call that failed; lies beneath the `FdnixError`s of this module.
public struct PostgresFailure: RetryableError, Hashable, CustomStringConvertible {
    /// Five characters of PostgreSQL's list of error codes (appendix A); empty where the connection itself failed.
    public let sqlState: String
    /// The server's or libpq's words, one line, shortened; never the values of a row, nor a password.
    public let words: String

    init(sqlState: String, words: String) {
        self.sqlState = sqlState
        let line = words.split(whereSeparator: \.isNewline).joined(separator: "; ")
        self.words = String(line.prefix(400)).printable(onOneLine: true)
    }

    /// Whether the same again may succeed: the connection broke, the server was starting, ending or full, or another
    /// transaction was in the way.
    public var isRetryable: Bool {
        switch code {
        case .network, .throttled: true
        case .conflict: sqlState.hasPrefix("40") || sqlState == "55P03"
        default: sqlState.hasPrefix("53") || sqlState.hasPrefix("58")
        }
    }

    /// The words and the code.
    public var description: String { sqlState.isEmpty ? words : "\(words) (SQLSTATE \(sqlState))" }

    /// The kind of failure, by the class of the code.
    var code: FdnixError.Code {
        switch sqlState {
        case "", "57P01", "57P02", "57P03", "57P05", "25P03": .network
        case "53300": .throttled
        case "42501": .denied
        case "3D000", "3F000", "42P01", "42704": .notFound
        case "55P03": .conflict
        default:
            switch sqlState.prefix(2) {
            case "08": .network
            case "28": .denied
            case "23", "40": .conflict
            default: .database
            }
        }
    }

    /// The error of `what` at `location`.
    func error(_ what: String, at location: String) -> FdnixError {
        FdnixError(code, "Postgres: \(location): \(what): \(words)", underlying: self)
    }
}

extension PostgresFailure {
    /// Reads what libpq says of a connection that was not made, in its verbose form: `FATAL:  28P01: words`, and a line
    /// with the place in the server's source, which tells nobody anything.
    init(verbose text: String) {
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("LOCATION:") }
        let text = lines.joined(separator: "; ")
        // Every code has a digit, which tells it from the word FATAL.
        let isCode: (Substring) -> Bool = { part in
            part.utf8.count == 5 && part.utf8.contains { (0x30...0x39).contains($0) }
                && part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        }
        let parts = text.split(separator: ":").map { $0.drop { $0 == " " } }
        let state = parts.dropFirst().first(where: isCode).map(String.init) ?? ""
        let words = state.isEmpty ? text : text.replacing(" \(state):", with: "", maxReplacements: 1)
        self.init(sqlState: state, words: words)
    }
}
