public import Basics
import CPostgres
public import JSON
import Platform

/// Where a database is, who connects to it and how.
///
/// ```swift
/// let configuration = try PostgresConfiguration(url: "postgres://reader@127.0.0.1/documents", tls: PostgresTLS(.prefer))
/// let pool = PostgresPool(configuration)
/// let names = try await pool.withConnection { try await $0.rows("SELECT name FROM pg_collection") { $0.text(0) } }
/// ```
public struct PostgresConfiguration: Sendable {
    /// What proves who connects.
    public enum Password: Sendable {
        /// What the address says, `PGPASSWORD` or a password file, as libpq looks for it.
        case ofAddress
        /// This password; it is never shown.
        case text(String)
        /// A password that lives for minutes, asked for at each connection: an IAM token.
        case renewed(@Sendable () async throws -> String)
    }

    /// libpq's parameters, in order; of one that is there twice the later counts.
    let parameters: [(keyword: String, value: String)]
    /// The password, and where it comes from.
    public var password: Password
    /// How encrypted, and how proven.
    public var tls: PostgresTLS
    /// What the server's list of connections calls this program.
    public var applicationName = "fdnix"
    /// The longest time that connecting may take, with the handshake.
    static let connectTimeout: Duration = .seconds(10)
    /// The longest time that the server lets one statement run.
    static let statementTimeout: Duration = .seconds(900)
    /// The longest time that the server keeps a transaction in which nothing happens.
    static let idleTimeout: Duration = .seconds(120)
    /// Host and database, for messages; never the password.
    public let location: String

    /// The database of a URL, `postgres://user:password@host:5432/database?…`, or of libpq's `host=… dbname=…`.
    ///
    /// Throws `usage` for a text that is neither, without repeating it; `notFound` where libpq is missing.
    public init(url: String, tls: PostgresTLS = PostgresTLS()) throws(FdnixError) {
        let options = try Self.options(of: url)
        let host = options["host"] ?? options["hostaddr"] ?? "the default host"
        location = Self.location(host, options["port"] ?? "5432", options["dbname"] ?? options["user"] ?? "")
        parameters = [("dbname", url)]
        password = .ofAddress
        self.tls = tls
    }

    /// The database on `host` that a secret names: `{"username", "password", "port", "dbname"}`, the port a number or a
    /// text, the database `postgres` where none is named; a host in it is ignored.
    ///
    /// Throws `usage` for a secret without these, without repeating it.
    public init(host: String, secret: JSONValue, tls: PostgresTLS = PostgresTLS(.verifyFull)) throws(FdnixError) {
        guard let user = secret["username"]?.string, let password = secret["password"]?.string else {
            throw FdnixError(.usage, "the database's secret is not a JSON object with username and password")
        }
        let port = secret["port"].map { $0.string ?? $0.int.map { String($0) } ?? "" } ?? "5432"
        guard let number = Int(port), (1...65_535).contains(number) else {
            throw FdnixError(.usage, "the port in the database's secret is not a number from 1 to 65535")
        }
        guard !host.isEmpty else { throw FdnixError(.usage, "the database's host is empty") }
        let database = secret["dbname"]?.string ?? "postgres"
        location = Self.location(host, String(number), database)
        parameters = [("host", host), ("port", String(number)), ("user", user), ("dbname", Self.quoted(database))]
        self.password = .text(password)
        self.tls = tls
    }

    /// The user's name, for whoever makes its token; nil where the address does not say one.
    public var user: String? { parameters.last { $0.keyword == "user" }?.value }

    /// The server's port, for whoever makes a token; 5432 where the address does not say one.
    public var port: Int { parameters.last { $0.keyword == "port" }.flatMap { Int($0.value) } ?? 5432 }

    /// A database's name that libpq would take for an address is given as one.
    private static func quoted(_ database: String) -> String {
        guard database.contains("=") || database.hasPrefix("postgres") && database.contains("://") else {
            return database
        }
        let escaped = database.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "dbname='\(escaped)'"
    }

    private static func location(_ host: String, _ port: String, _ database: String) -> String {
        "\(host):\(port)/\(database)".printable(onOneLine: true)
    }

    private static func options(of url: String) throws(FdnixError) -> [String: String] {
        let api = try Library.load().api.pointee
        // libpq's words repeat the address with its password, so that they are dropped.
        var words: UnsafeMutablePointer<CChar>?
        defer { api.freemem(words) }
        guard url.contains("://") || url.contains("="), !url.utf8.contains(0),
            let list = api.conninfoParse(url, &words)
        else {
            throw FdnixError(
                .usage,
                "the database's address cannot be read; write postgres://user:password@host:5432/database, "
                    + "with %XX for what is special in a URL")
        }
        defer { api.conninfoFree(list) }
        var options: [String: String] = [:]
        var at = list
        while let keyword = at.pointee.keyword {
            if let value = at.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            at += 1
        }
        return options
    }
}
