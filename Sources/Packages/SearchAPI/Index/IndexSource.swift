import Basics
import Logging
import PackageSearch
import SearchEngine
import ServiceAPI
import Synchronization

/// The index file as it is now: opened when first needed, opened again when it was replaced.
///
/// Replacing by rename is the contract of the indexer, so an old mapping stays whole as long as a request keeps it.
public final class IndexSource: Sendable {
    private let path: String
    private let searchers: Int
    private let cacheBytes: Int
    private let interval: Duration
    private let models: QueryModels?
    private let state: Mutex<State>
    private let log = Logger(label: "fdnix.index")

    private struct State {
        var snapshot: IndexSnapshot?
        var identity: FileIdentity?
        var checked: ContinuousClock.Instant?
        var failure: FdnixError?
        var reloads = 0
    }

    /// A source that looks for a new file at most once in `interval`; `searchers` is how many threads may search at
    /// once, `cacheBytes` how much memory recent answers may take, `models` where models are that no index carries.
    public init(
        path: String, searchers: Int, cacheBytes: Int = 32 << 20, interval: Duration = .seconds(1),
        models: QueryModels? = nil
    ) {
        self.path = path
        self.searchers = searchers
        self.cacheBytes = cacheBytes
        self.interval = interval
        self.models = models
        state = Mutex(State())
    }

    /// The newest index that could be opened. Throws the reason where none could be.
    ///
    /// Opening maps a file and reads its header, so doing it while others wait costs them a few milliseconds at most.
    public func current() throws -> IndexSnapshot {
        try state.withLock { state in
            let now = ContinuousClock.now
            if let checked = state.checked, now - checked < interval, let snapshot = state.snapshot { return snapshot }
            state.checked = now
            let identity = FileSystem.identity(of: path)
            if identity == nil || identity != state.identity || state.snapshot == nil {
                do {
                    let snapshot = try IndexSnapshot(
                        SearchIndex(path: path, schema: .packages), searchers: searchers, cacheBytes: cacheBytes,
                        models: models)
                    if state.snapshot != nil { state.reloads += 1 }
                    state.snapshot = snapshot
                    state.identity = identity
                    state.failure = nil
                } catch {
                    let error = error as? FdnixError ?? FdnixError(.io, "cannot open the index", underlying: error)
                    if state.failure?.message != error.message {
                        log.warning(
                            "\(error)", metadata: ["serving": state.snapshot == nil ? "nothing" : "the index before"])
                    }
                    state.failure = error
                    guard state.snapshot != nil else { throw error }
                }
            }
            guard let snapshot = state.snapshot else { throw ServiceError.notLoaded }
            return snapshot
        }
    }

    /// How often a replaced file was taken up, and why the newest could not be, where it could not.
    public var history: (reloads: Int, failure: FdnixError?) { state.withLock { ($0.reloads, $0.failure) } }
}
