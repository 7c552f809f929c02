public import Basics

/// Why a transaction did not happen; lies beneath an error with the code `conflict`.
public struct TransactionFailure: RetryableError, Hashable, CustomStringConvertible {
    /// What one write of the transaction says.
    public enum Reason: Sendable, Hashable {
        /// Nothing spoke against this write.
        case none
        /// Its condition did not hold; the item is as given, nil where there is none.
        case condition(Item?)
        /// Another transaction was at the same item; the same again may succeed.
        case contention
        /// The service's own words.
        case other(String)
    }

    /// A reason a write, in their order.
    public let reasons: [Reason]

    /// A failure for these reasons.
    public init(_ reasons: [Reason]) { self.reasons = reasons }

    /// Whether only other transactions stood in the way.
    public var isRetryable: Bool {
        reasons.contains(.contention) && reasons.allSatisfy { $0 == .none || $0 == .contention }
    }

    /// The writes that failed, without the items' contents.
    public var description: String {
        let failed = reasons.enumerated().compactMap { index, reason in
            switch reason {
            case .none: nil as String?
            case .condition: "the condition of write \(index) does not hold"
            case .contention: "write \(index) met another transaction"
            case .other(let words): "write \(index): \(words)"
            }
        }
        return failed.joined(separator: ", ")
    }

    /// The error that a table throws.
    public var error: FdnixError {
        FdnixError(.conflict, "the transaction did not happen: \(self)", underlying: self)
    }
}
