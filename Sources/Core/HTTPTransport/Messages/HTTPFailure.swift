public import Basics

/// Why an exchange failed: the error beneath the `network` errors of this module.
public struct HTTPFailure: RetryableError, Hashable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Reason: Sendable, Hashable {
        /// The host's (or the proxy's) name has no address.
        case unresolvable
        /// Nobody accepts connections there, or there is no way to it.
        case refused
        /// No connection within the limit.
        case connectTimeout
        /// The proxy did not make the connection; its status, 0 where it has none.
        case proxyRefused(Int)
        /// TLS was broken off before it was agreed on.
        case handshake
        /// The server's certificate is not valid, or the set of trusted ones cannot be read.
        case untrusted
        /// Nothing moved within the limit.
        case silent
        /// Not done within the limit for everything.
        case tooSlow
        /// The connection ended, or the server ended the stream, before the reply did.
        case closedEarly
        /// What came is not HTTP.
        case malformed
        /// More bytes than the caller takes.
        case tooLarge
        /// The redirects lead nowhere: too many, in a circle, or to an address that may not be followed.
        case redirect
        /// The reply's status is not one the caller can use.
        case status(Int)
        /// The request's body broke its promise: its length, or that it can be sent once more.
        case body
        /// Anything else that libcurl reports.
        case other
    }

    /// The kind of failure.
    public let reason: Reason
    /// One line of details, for people; may be empty.
    public let detail: String

    /// A failure; `detail` is one line.
    public init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// Whether there was no connection to a server at all, so that the request was certainly not acted on.
    public var isUnreachable: Bool {
        switch reason {
        case .unresolvable, .refused, .connectTimeout, .proxyRefused, .handshake: true
        default: false
        }
    }

    /// Whether the same request may succeed a little later.
    public var isRetryable: Bool {
        switch reason {
        case .unresolvable, .refused, .connectTimeout, .handshake, .silent, .closedEarly: true
        case .proxyRefused(let status), .status(let status): RetryPolicy.isTemporary(status)
        case .untrusted, .tooSlow, .malformed, .tooLarge, .redirect, .body, .other: false
        }
    }

    /// What happened, as half a sentence: `the server fell silent`.
    public var description: String {
        let words =
            switch reason {
            case .unresolvable: "the name has no address"
            case .refused: "cannot connect"
            case .connectTimeout: "no connection in time"
            case .proxyRefused(let status): "the proxy refused" + (status > 0 ? " with HTTP \(status)" : "")
            case .handshake: "TLS could not be agreed on"
            case .untrusted: "the server's certificate cannot be trusted"
            case .silent: "the server fell silent"
            case .tooSlow: "it took too long"
            case .closedEarly: "the connection broke"
            case .malformed: "what the server sent is not HTTP"
            case .tooLarge: "the reply is too large"
            case .redirect: "the redirect cannot be followed"
            case .status(let status): "the server answered HTTP \(status)"
            case .body: "the request's body cannot be sent"
            case .other: "it failed"
            }
        return detail.isEmpty ? words : "\(words) (\(detail))"
    }
}
