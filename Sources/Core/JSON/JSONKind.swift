/// What kind of value stands at the reader's position, told by its first byte.
public enum JSONKind: Sendable, Equatable {
    /// An object: the byte is `{`.
    case object
    /// An array: the byte is `[`.
    case array
    /// A string: the byte is `"`.
    case string
    /// A number: the byte is a digit or `-`.
    case number
    /// `true` or `false`: the byte is `t` or `f`.
    case bool
    /// `null`: the byte is `n`.
    case null
}

/// A number as JSON writes it: exact where it is an integer of 64 bits.
public enum JSONNumber: Sendable, Equatable {
    /// Without fraction and exponent, within `Int64`.
    case integer(Int64)
    /// Everything else; always finite.
    case double(Double)
}

/// What a reader does with strings that hold bytes that are not UTF-8, or the escape of a lone surrogate.
public enum JSONMalformedText: Sendable, Equatable {
    /// Both are left out of the string.
    case dropped
    /// Such bytes are an error; a lone surrogate, which no UTF-8 can hold, becomes U+FFFD. For texts of which nothing may get
    /// lost unnoticed.
    case refused
}

/// Where and why a text is not JSON (RFC 8259); lies beneath the `FdnixError` that the reader throws.
public struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Offset of the offending byte in the whole document.
    public let offset: Int
    /// What is wrong there.
    public let reason: String

    /// The error that `reason` describes, at the byte `offset` of the document.
    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// The place and the reason, in the form `byte N: reason`.
    public var description: String { "byte \(offset): \(reason)" }
}
