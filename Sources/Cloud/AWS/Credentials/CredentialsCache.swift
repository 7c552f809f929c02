import Basics
public import Logging
import Synchronization

/// Keeps a key until shortly before it ends, and fetches the next with one request however many ask.
public final class CredentialsCache: CredentialsProvider {
    private struct State {
        var kept = KeptKey()
        var refresh: Task<AccessKey?, any Error>?
    }

    private let source: any CredentialsProvider
    private let now: @Sendable () -> Int
    private let logger: Logger
    private let state = Mutex(State())

    /// A cache before `source`; `now` gives milliseconds since 1970.
    public init(
        _ source: any CredentialsProvider, now: @escaping @Sendable () -> Int = { Timestamp.milliseconds },
        logger: Logger = Logger(label: "fdnix.aws")
    ) {
        self.source = source
        self.now = now
        self.logger = logger
    }

    /// The kept key, or a new one where it ends soon. Throws what the source throws, unless the kept key is still good.
    public func accessKey() async throws -> AccessKey? {
        let (task, key) = state.withLock { state -> (Task<AccessKey?, any Error>?, AccessKey?) in
            switch state.kept.need(at: now()) {
            case .none: return (nil, state.kept.key)
            case .soon: return (refresh(&state), state.kept.key)
            case .now: return (refresh(&state), nil)
            }
        }
        // A key that is still good is not waited for; the refresh goes on meanwhile.
        if let key { return key }
        guard let task else { return nil }
        // Others may wait for the same refresh: a caller that is cancelled gives up at its next step.
        return try await task.value
    }

    /// Forgets `key`, unless a newer one has taken its place.
    public func discard(_ key: AccessKey) async {
        state.withLock { $0.kept.discard(key) }
        await source.discard(key)
    }

    /// The one refresh that is at work.
    private func refresh(_ state: inout State) -> Task<AccessKey?, any Error> {
        if let task = state.refresh { return task }
        let task = Task {
            let result: Result<AccessKey?, any Error>
            do { result = .success(try await source.accessKey()) } catch { result = .failure(error) }
            return try settle(result)
        }
        state.refresh = task
        return task
    }

    private func settle(_ result: Result<AccessKey?, any Error>) throws -> AccessKey? {
        let outcome = state.withLock { state in
            state.refresh = nil
            return state.kept.take(result, at: now())
        }
        if case .failure(let error) = result, case .success = outcome {
            logger.warning("the AWS credentials could not be renewed and are used until they end: \(error)")
        }
        return try outcome.get()
    }
}

/// What is known of a key and its end: the rules of renewal without clock or network.
struct KeptKey {
    /// Whether a new key is wanted.
    enum Need { case none, soon, now }

    private(set) var key: AccessKey?
    /// No sooner is anyone asked again, after a renewal that failed and where nobody had a key: looking for one takes a
    /// second where there is no metadata service.
    private var retry = 0

    /// Renewal begins this long before the end: time for several tries, and for transfers to end that have begun.
    static let early = 10 * 60_000
    /// From here on nobody signs with the key: requests take time, and clocks differ.
    static let late = 60_000
    private static let pause = 30_000

    func need(at now: Int) -> Need {
        guard let key else { return now >= retry ? .now : .none }
        guard let end = key.expiration else { return .none }
        if now >= end - Self.late { return .now }
        return now >= end - Self.early && now >= retry ? .soon : .none
    }

    mutating func discard(_ refused: AccessKey) {
        if key == refused { (key, retry) = (nil, 0) }
    }

    /// Takes what a renewal gave; a failure is none while the kept key is good.
    mutating func take(_ result: Result<AccessKey?, any Error>, at now: Int) -> Result<AccessKey?, any Error> {
        if case .failure = result, let key, need(at: now) != .now {
            retry = now + Self.pause
            return .success(key)
        }
        if case .success(let new) = result { (key, retry) = (new, new == nil ? now + Self.pause : 0) }
        return result
    }
}
