/// What kind of value stands at the reader's position, told by its first byte.
public enum JSONKind: Sendable, Equatable {
    /// `{`
    case object
    /// `[`
    case array
    /// `"`
    case string
    /// A digit or `-`
    case number
    /// `true` or `false`
    case bool
    /// `null`
    case null
}

/// A number as JSON writes it: exact where it is an integer of 64 bits.
public enum JSONNumber: Sendable, Equatable {
    /// Without fraction and exponent, within `Int64`.
    case integer(Int64)
    /// Everything else; always finite.
    case double(Double)
}

/// Where and why a text is no JSON; lies beneath the `FdnixError` that the reader throws.
public struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Offset of the offending byte in the whole document.
    public let offset: Int
    /// What is wrong there.
    public let reason: String

    /// Makes an error.
    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// `byte N: reason`
    public var description: String { "byte \(offset): \(reason)" }
}
