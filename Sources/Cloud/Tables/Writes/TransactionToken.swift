public import Basics

/// What tells a transaction that comes again from a new one
/// (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, ClientRequestToken).
public enum TransactionToken {
    /// How long a token is remembered, in milliseconds.
    public static let lifetime = 600_000

    /// Throws `usage` for a token that DynamoDB would not take.
    public static func check(_ token: String) throws {
        guard (1...36).contains(token.utf8.count) else {
            throw FdnixError(.usage, "a transaction's token has 1 to 36 characters, not \(token.utf8.count)")
        }
    }

    /// The error for a token that another transaction had.
    public static var reused: FdnixError {
        FdnixError(.usage, "another transaction had the same token in the last ten minutes")
    }
}
