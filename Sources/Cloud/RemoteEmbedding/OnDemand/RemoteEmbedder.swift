import Basics
public import Embedding
import HTTPTransport
import HTTPTypes

/// Embeds texts by calls to a remote model, as many as there are: in batches, several at once, at a measured rate, with
/// patience for what passes, and with a result a text.
///
/// A text that the model refuses is sent once more at half its length; a call with such a text among others is halved
/// until the others are through. What was embedded before the service went away is not lost: the batch has it, and the
/// other rows tell why they failed. `embed` throws only where nothing could be embedded.
///
/// All calls through one object share its rate and its limit of calls at once.
///
/// ```swift
/// let embedder = RemoteEmbedder(OpenAIEndpoint(model: "nomic-embed-text", dimension: 768, base: base))
/// let batch = try await embedder.embed(["a text editor"], purpose: .document)
/// ```
public struct RemoteEmbedder: Embedder {
    /// How a try ended, for metrics.
    public enum CallOutcome: Sendable, Hashable {
        /// The model answered with vectors.
        case success
        /// The service has had enough for now.
        case throttled
        /// It failed in another way, or was refused.
        case failed
    }

    let endpoint: any EmbeddingEndpoint
    let policy: OnDemandPolicy
    let clock: RemoteClock
    let gate: CallGate
    private(set) var observe: @Sendable (CallOutcome, Duration) -> Void = { _, _ in }

    /// An embedder that calls `endpoint`.
    public init(_ endpoint: any EmbeddingEndpoint, policy: OnDemandPolicy, clock: RemoteClock = .system) {
        self.endpoint = endpoint
        self.policy = policy
        self.clock = clock
        gate = CallGate(
            AdaptiveConcurrency(maximum: policy.concurrency),
            policy.requestsPerMinute.map { TokenBucket(perMinute: $0, now: clock.now()) })
    }

    /// The same embedder, with the same rate and limit. `observe` is told of every try of calls through the copy, how it
    /// ended and how long it took.
    public func observed(by observe: @escaping @Sendable (CallOutcome, Duration) -> Void) -> RemoteEmbedder {
        var copy = self
        copy.observe = observe
        return copy
    }

    /// The name that requests give the model.
    public var modelID: String { endpoint.modelID }
    /// How many numbers its vectors have.
    public var dimension: Int { endpoint.dimension }

    /// Embeds texts by as many calls as they need, a row a text. Throws where nothing could be embedded.
    public func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        let slices = RequestSlices.make(texts, endpoint.limits)
        let work = EmbeddingWork(texts: texts.count, slices: slices, failuresInARow: policy.failuresInARow)
        try await withThrowingTaskGroup { group in
            for _ in 0..<min(slices.count, policy.concurrency) {
                group.addTask {
                    while let slice = work.next() {
                        try await embed(slice.map { WantedText(row: $0, text: texts[$0]) }, purpose, work)
                    }
                }
            }
            try await group.waitForAll()
        }
        return try work.batch(dimension: dimension)
    }

    /// Sees the texts of one call through: as a whole, in halves, at half their length.
    private func embed(_ texts: [WantedText], _ purpose: EmbeddingPurpose, _ work: EmbeddingWork) async throws {
        var calls = [texts]
        while let texts = calls.popLast() {
            do {
                switch try await reply(to: texts.map(\.text), purpose) {
                case .vectors(let vectors) where vectors.count == texts.count:
                    work.succeeded(zip(texts, vectors).map { ($0.row, $1) })
                case .vectors(let vectors):
                    work.failed(texts, miscount(vectors.count, texts.count))
                case .refused(let error):
                    if policy.shortensRefused, let smaller = WantedText.smaller(texts) {
                        calls += smaller.reversed()
                    } else {
                        work.failed(texts, error)
                    }
                case .failed(let error, _): work.failed(texts, error)
                }
            } catch let error as FdnixError {
                work.end(error)
                return
            }
        }
    }

    /// The reply to one call after as many tries as the policy allows.
    private func reply(to texts: [String], _ purpose: EmbeddingPurpose) async throws -> EndpointReply {
        var attempt = 1
        while true {
            let reply = try await gate.pass(clock) { () -> (EndpointReply, CallOutcome) in
                let start = clock.now()
                let reply = try await endpoint.call(texts, purpose: purpose)
                let outcome = CallOutcome(reply)
                observe(outcome, clock.now() - start)
                return (reply, outcome)
            }
            guard case .failed(_, let outcome) = reply,
                case .retry(let pause) = policy.retry.decision(
                    after: outcome, attempt: attempt, method: .post, random: clock.random(), now: clock.time())
            else { return reply }
            attempt += 1
            try await clock.sleep(pause)
        }
    }

    private func miscount(_ vectors: Int, _ texts: Int) -> FdnixError {
        FdnixError(
            .malformedInput,
            "the model \(modelID) answered \(texts) texts with \(vectors) vectors: none of them can be trusted")
    }
}

extension RemoteEmbedder.CallOutcome {
    init(_ reply: EndpointReply) {
        switch reply {
        case .vectors: self = .success
        case .failed(_, .status(429, _)): self = .throttled
        case .refused, .failed: self = .failed
        }
    }
}
