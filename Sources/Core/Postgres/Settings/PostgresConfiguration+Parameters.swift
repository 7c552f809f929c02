import Basics

extension PostgresConfiguration {
    /// What libpq is given to connect with: what is sensible, then the address, then what must be so.
    func connectionParameters() async throws -> [(keyword: String, value: String)] {
        var all = [
            ("application_name", applicationName),
            // A network that swallows packets is noticed within a minute and a half.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "60000"),
        ]
        all += parameters
        switch password {
        case .ofAddress: break
        case .text(let text): all.append(("password", text))
        case .renewed(let ask): all.append(("password", try await ask()))
        }
        if let mode = tls.mode { all.append(("sslmode", mode.rawValue)) }
        if let file = tls.rootCertificates { all.append(("sslrootcert", file)) }
        // Kerberos would be looked for before each connection, for which nobody asked.
        all += [("gssencmode", "disable"), ("client_encoding", "UTF8")]
        for (keyword, value) in all where value.utf8.contains(0) {
            throw FdnixError(.usage, "the database's \(keyword) holds the character U+0000")
        }
        return all
    }

    /// What is set in each new session.
    var sessionSettings: String {
        """
        SET statement_timeout = \(Int(Self.statementTimeout.seconds * 1000)); \
        SET idle_in_transaction_session_timeout = \(Int(Self.idleTimeout.seconds * 1000)); \
        SET client_min_messages = warning; SET standard_conforming_strings = on; SET timezone = 'UTC'
        """
    }
}
