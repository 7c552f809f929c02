/// The life of one job as far as decisions go: what was heard comes in, what to do next goes out. It knows no service, no
/// store and no clock; times are seconds since 1970.
///
///     planned ─prepare→ prepared ─create→ running ─poll→ … ─→ harvesting ─harvest→ harvested ─close→ over
///                          ↑ find (after a kill)     └─ at the limit: stopping ─┘
struct BatchJob: Sendable, Hashable {
    /// Where the job stands.
    enum State: Sendable, Hashable {
        /// Nothing is written yet.
        case planned
        /// Its files are written; the service does not have it.
        case prepared
        /// Its files are written; the service may have it.
        case uncertain
        /// The service has it.
        case running
        /// It took too long: it was, or is to be, told to stop.
        case stopping(asked: Bool, since: Int)
        /// What output there is, is to be taken. Where it is not final, more may come.
        case harvesting(isFinal: Bool)
        /// All output is taken and kept.
        case harvested
        /// The service will never have it.
        case refused
        /// There is nothing more to do.
        case over(Ending)
    }

    /// How it went.
    enum Ending: Sendable, Hashable {
        /// It is harvested, as far as there was output.
        case harvested
        /// The service did not take it on.
        case refused
        /// It could not be heard of, or did not end; another run will harvest it.
        case left
    }

    private(set) var state: State
    /// When it was submitted, or first was to be.
    private(set) var submitted: Int
    /// Calls that failed without another between them that did not.
    private var failures = 0
    /// Whether this run knows how it stands.
    private var isHeardOf = false
    /// Whether the service may have it although it did not say so.
    private var mayExist = false
    /// Whether it has to wait for the next turn.
    private var isTurnOver = false
    private let maximumWait: Int

    /// A new job; `maximumWait` is in seconds.
    init(maximumWait: Int) {
        state = .planned
        submitted = 0
        self.maximumWait = maximumWait
    }

    /// A job of an earlier run; `hasARN` where it is known that the service had it.
    init(submitted: Int, hasARN: Bool, maximumWait: Int) {
        state = hasARN ? .running : .uncertain
        self.submitted = submitted
        self.maximumWait = maximumWait
    }

    /// How long a job that was told to stop is waited for, in seconds.
    static let stopWait = 300
    /// After so many failed calls in a row a job is left alone by this run.
    static let failuresInARow = 10
}

// MARK: What to do

extension BatchJob {
    enum Action: Sendable, Hashable {
        /// Write records, input and job file.
        case prepare
        /// Look whether the service has a job of this name.
        case find
        /// Create it.
        case create
        /// Ask how it stands.
        case poll
        /// Tell it to stop.
        case stop
        /// Take what output there is.
        case harvest
        /// Mark it as harvested, and delete its input and output.
        case close
        /// Delete its files.
        case discard
        /// Nothing before the next turn.
        case wait
    }

    /// Whether there is nothing more to do.
    var isOver: Bool { if case .over = state { true } else { false } }

    /// Whether it was told to stop, or is to be.
    var isStopping: Bool { if case .stopping = state { true } else { false } }

    /// Whether it counts among those that the service has not finished.
    var isUnfinished: Bool {
        switch state {
        case .uncertain, .running, .stopping, .harvesting(isFinal: false), .over(.left): true
        case .prepared: mayExist
        case .planned, .harvesting, .harvested, .refused, .over: false
        }
    }

    /// When something is to happen to it whatever the service says.
    var deadline: Int? {
        switch state {
        case .prepared, .running: submitted + maximumWait
        case .stopping(_, let since): since + Self.stopWait
        default: nil
        }
    }

    /// A new turn: what waited goes on.
    mutating func beginTurn() { isTurnOver = false }

    /// What to do now; `hasRoom` says that the service may take one more job.
    mutating func next(at now: Int, hasRoom: Bool) -> Action {
        heed(now)
        if isTurnOver { return .wait }
        switch state {
        case .planned: return hasRoom ? .prepare : .wait
        case .prepared: return hasRoom || mayExist ? .create : .wait
        case .uncertain: return .find
        case .running, .stopping(asked: true, _): return .poll
        case .stopping(asked: false, _): return .stop
        case .harvesting: return .harvest
        case .harvested: return .close
        case .refused: return .discard
        case .over: return .wait
        }
    }

    /// Lets the time do what it does. A job of an earlier run may have ended long ago: it is asked before its time counts.
    private mutating func heed(_ now: Int) {
        guard let deadline, now >= deadline else { return }
        switch state {
        case .prepared where failures == 0: change(to: mayExist ? .over(.left) : .refused)
        case .running where isHeardOf || failures > 0: change(to: .stopping(asked: false, since: now))
        case .stopping: change(to: .harvesting(isFinal: false))
        default: break
        }
    }

    private mutating func change(to state: State) {
        self.state = state
        isTurnOver = false
        failures = 0
    }
}

// MARK: What was heard

extension BatchJob {
    enum Event: Sendable, Hashable {
        /// Its files are written.
        case prepared
        /// The service has it, under an ARN.
        case created
        /// The service has none of this name.
        case notFound
        /// The service does not take it on, now or ever.
        case refused
        /// The service has too many jobs, or calls, for now.
        case busy
        /// A job of this name is there already.
        case exists
        /// It stands so.
        case status(BatchJobStatus)
        /// The service does not have it any more.
        case gone
        /// It is told to stop, or has ended before.
        case stopAsked
        /// Its output is taken and kept.
        case harvested
        /// It is marked as harvested, and its objects are deleted.
        case closed
        /// Its files are deleted.
        case discarded
        /// What was done last failed, for a reason that may pass.
        case failed
    }

    /// Takes in what came of the last action.
    mutating func take(_ event: Event, at now: Int) {
        if event == .failed { return fail() }
        failures = 0
        switch (event, state) {
        case (.prepared, _):
            submitted = now
            change(to: .prepared)
        case (.created, .uncertain): change(to: .running)
        case (.created, _):
            submitted = now
            change(to: .running)
            isTurnOver = true
        case (.exists, _):
            mayExist = true
            change(to: .uncertain)
        case (.notFound, _) where mayExist: fail()
        case (.notFound, _): change(to: .prepared)
        case (.refused, _): change(to: .refused)
        case (.busy, _): isTurnOver = true
        case (.status(let status), _):
            isHeardOf = true
            if status == .ended { change(to: .harvesting(isFinal: true)) } else { isTurnOver = true }
        case (.gone, _): change(to: .harvesting(isFinal: true))
        case (.stopAsked, .stopping(_, let since)): change(to: .stopping(asked: true, since: since))
        case (.harvested, .harvesting(isFinal: false)): change(to: .over(.left))
        case (.harvested, _): change(to: .harvested)
        case (.closed, _): change(to: .over(.harvested))
        case (.discarded, _): change(to: .over(.refused))
        case (.stopAsked, _), (.failed, _): break
        }
    }

    private mutating func fail() {
        failures += 1
        isTurnOver = true
        switch state {
        // Its vectors are kept; the next run finds it once more.
        case .harvested: change(to: .over(.harvested))
        case .refused: change(to: .over(.refused))
        case .prepared: mayExist = true
        // Its time is short, and ends this.
        case .stopping: return
        default: break
        }
        if failures >= Self.failuresInARow { change(to: .over(.left)) }
    }
}
