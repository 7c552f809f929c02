public import HTTPTransport

/// How a remote model is called: how often, how many calls at once, and what is tried again.
public struct OnDemandPolicy: Sendable, Hashable {
    /// The most calls at once; fewer after the service has throttled.
    public var concurrency: Int
    /// The most calls a minute, tries included; nil for no limit.
    public var requestsPerMinute: Int?
    /// What is tried again, and after what pause.
    public var retry: RetryPolicy
    /// After so many failures without a success between them the rest is not tried: the service is gone, or takes none
    /// of this.
    public var failuresInARow = 20
    /// Whether texts that are refused are sent once more in smaller calls and at half their length; otherwise a refusal
    /// ends the work.
    public var shortensRefused = true

    /// A policy of one's own.
    public init(concurrency: Int, requestsPerMinute: Int? = nil, retry: RetryPolicy) {
        self.concurrency = max(concurrency, 1)
        self.requestsPerMinute = requestsPerMinute.map { max($0, 1) }
        self.retry = retry
    }

    /// For many documents by Bedrock: 8 calls at once, 600 a minute, five tries with pauses of up to 1, 2, 4 and 8
    /// seconds.
    public static let bedrock = OnDemandPolicy(
        concurrency: 8, requestsPerMinute: 600,
        retry: RetryPolicy(attempts: 5, base: .seconds(1), cap: .seconds(8), repeatsAnyMethod: true))

    /// For services without a known limit, patient: `attempts` tries with pauses that grow from 0.5 to 30 seconds, and
    /// as long as the service itself asks for, up to a minute.
    public static func patient(concurrency: Int, attempts: Int) -> OnDemandPolicy {
        OnDemandPolicy(
            concurrency: concurrency,
            retry: RetryPolicy(
                attempts: attempts, base: .milliseconds(500), cap: .seconds(30), repeatsAnyMethod: true))
    }

    /// For a person who waits: one try, as whoever keeps the time decides about another one.
    public static let query = OnDemandPolicy(concurrency: 32, retry: .never)
}
