import Basics

/// The transactions of the last ten minutes, so that one that comes again is done once.
struct TransactionTokens: Sendable {
    private var tokens: [String: (fingerprint: UInt64, time: Int)] = [:]

    /// Whether a transaction was not done yet. Throws `usage` where the token is another transaction's.
    mutating func isNew(_ token: String, _ fingerprint: UInt64, now: Int) throws -> Bool {
        try TransactionToken.check(token)
        tokens = tokens.filter { $0.value.time > now - TransactionToken.lifetime }
        guard let known = tokens[token] else { return true }
        guard known.fingerprint == fingerprint else { throw TransactionToken.reused }
        return false
    }

    mutating func keep(_ token: String, _ fingerprint: UInt64, now: Int) { tokens[token] = (fingerprint, now) }
}
