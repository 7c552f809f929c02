import Basics
import SQLite
import Tables

/// The tokens of a table's transactions of the last ten minutes.
struct StoredTokens: Sendable {
    let table: String

    /// Remembers a transaction; false where it was done already. Throws `usage` where the token is another transaction's.
    func enter(_ token: String, for writes: [ItemWrite], _ connection: Connection, now: Int) throws -> Bool {
        let fingerprint = Int(bitPattern: UInt(ItemWrite.fingerprint(writes)))
        try connection.run(
            "DELETE FROM transaction_token WHERE tbl = ? AND time <= ?",
            [.text(table), .int(now - TransactionToken.lifetime)])
        let known = try connection.first(
            "SELECT fingerprint FROM transaction_token WHERE tbl = ? AND token = ?", [.text(table), .text(token)]
        ) { $0.int(0) }
        if let known {
            guard known == fingerprint else { throw TransactionToken.reused }
            return false
        }
        try connection.run(
            "INSERT INTO transaction_token VALUES (?, ?, ?, ?)",
            [.text(table), .text(token), .int(fingerprint), .int(now)])
        return true
    }
}
