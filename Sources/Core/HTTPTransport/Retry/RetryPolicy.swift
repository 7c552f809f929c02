import Basics
public import HTTPTypes

/// When a request is worth another try, and after what pause: a rule without clock, random source or state, so that it
/// can be tested and shared.
///
/// Pauses grow as `Backoff` says. A server's `Retry-After` is the least
/// pause, up to `retryAfterCap`.
public struct RetryPolicy: Sendable, Hashable {
    /// How a try ended.
    public enum Outcome: Sendable, Hashable {
        /// A reply came; `retryAfter` is its `Retry-After` field.
        case status(Int, retryAfter: String? = nil)
        /// No whole reply came, for this reason.
        case failure(HTTPFailure)
    }

    /// What a client should do after a try.
    public enum Decision: Sendable, Hashable {
        /// Take the outcome as it is.
        case stop
        /// Send the same request once more after a pause.
        case retry(after: Duration)
    }

    /// How many tries there are in all, the first included.
    public var attempts: Int
    /// How many tries there are in all while no connection comes about; a network that is not there will hardly come in
    /// a few seconds.
    public var unreachableAttempts: Int
    /// The longest pause after the first failure.
    public var base: Duration
    /// The longest pause after any failure.
    public var cap: Duration
    /// The longest pause that a server can ask for; more is cut.
    public var retryAfterCap: Duration
    /// Whether requests whose method is not idempotent (RFC 9110 §9.2.2), such as POST, are sent again although the
    /// server may have acted on them. Where no connection came about they are sent again in any case.
    public var repeatsAnyMethod: Bool

    /// The usual rule: four tries, pauses of up to 0.2, 0.4 and 0.8 seconds, `Retry-After` up to a minute.
    public init(
        attempts: Int = 4, unreachableAttempts: Int? = nil, base: Duration = .milliseconds(200),
        cap: Duration = .seconds(20), retryAfterCap: Duration = .seconds(60), repeatsAnyMethod: Bool = false
    ) {
        self.attempts = attempts
        self.unreachableAttempts = unreachableAttempts ?? attempts
        self.base = base
        self.cap = cap
        self.retryAfterCap = retryAfterCap
        self.repeatsAnyMethod = repeatsAnyMethod
    }

    /// One try, whatever comes of it.
    public static let never = RetryPolicy(attempts: 1)

    /// Whether a status speaks of a state that passes: too early, too many requests, a timeout, a server's own trouble.
    public static func isTemporary(_ status: Int) -> Bool { [408, 425, 429, 500, 502, 503, 504].contains(status) }

    /// What to do after try number `attempt`, the first being 1.
    ///
    /// `random` is a number from 0 up to but not including 1; `now` the seconds since 1970, to which a `Retry-After`
    /// date is compared.
    public func decision(
        after outcome: Outcome, attempt: Int, method: HTTPRequest.Method, random: Double, now: Int
    ) -> Decision {
        var isUnreachable = false
        var wanted = Duration.zero
        switch outcome {
        case .status(let status, let retryAfter):
            guard Self.isTemporary(status) else { return .stop }
            wanted = retryAfter.flatMap { Self.seconds($0, now: now) }.map { .seconds($0) } ?? .zero
        case .failure(let failure):
            guard failure.isRetryable else { return .stop }
            isUnreachable = failure.isUnreachable
        }
        guard isUnreachable || repeatsAnyMethod || Self.isIdempotent(method),
            attempt < (isUnreachable ? min(attempts, unreachableAttempts) : attempts)
        else { return .stop }
        return .retry(after: pause(after: attempt, random: random, atLeast: wanted))
    }

    /// The pause after try number `attempt`, the first being 1; `random` is a number from 0 up to but not including 1,
    /// `wanted` what the server asked for.
    public func pause(after attempt: Int, random: Double, atLeast wanted: Duration = .zero) -> Duration {
        max(Backoff(base: base, cap: cap).pause(after: attempt, random: random), min(wanted, retryAfterCap))
    }

    /// A `Retry-After` field in seconds: a number, or a date (RFC 9110 §10.2.3); nil where it is neither.
    public static func seconds(_ field: String, now: Int) -> Int? {
        let text = field.trimmed
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int(text.prefix(9)) }
        return HTTPDate.secondsSince1970(text).map { max(0, $0 - now) }
    }

    private static func isIdempotent(_ method: HTTPRequest.Method) -> Bool {
        [.get, .head, .put, .delete, .options, .trace, .query].contains(method)
    }
}
