/// The order in which a group of messages becomes a version of a collection, without doing any of it: what was done comes in,
/// what is to be done goes out.
///
/// Runs are listed before the base is read, so that a run which the base lacks is seen to be open. Facts are read from the
/// table after that. The pointer moves only while it is the one that was read; else everything is done again on the new base.
/// Then the facts are read once more: whoever saw a newer one meanwhile may have found the old base in order, and have gone.
/// Messages are acknowledged last. A process may die after every step.
///
/// ```swift
/// var compaction = GroupCompaction(messages, .lines, limits)
/// var step = compaction.begin()
/// while case let outcome = await perform(step) { step = compaction.receive(outcome) }
/// ```
public struct GroupCompaction: Sendable, Hashable {
    private enum Phase: Sendable, Hashable {
        case listing, reading, starting, checking, building, moving(String), asking(String), rereading, discarding
        case finishing, over
    }

    /// The messages, each change once.
    public let messages: [GroupMessage]
    private let collection: CollectionName
    private let limits: Limits
    private let now: ReceiptTime
    private var phase = Phase.listing
    private var rebases = 0
    private var unknowns = 0
    private var runs: [ReceiptKey: [CompactionRun]] = [:]
    private var base = CompactionBase(version: nil, tag: nil, ledger: Ledger())
    private var bundles: [RunReference: BundleCheck] = [:]
    private var plan: GroupPlan?
    private var endings = Endings()

    /// Messages of one collection, to be applied together.
    public init(_ messages: [GroupMessage], _ collection: CollectionName, _ limits: Limits = Limits(), now: ReceiptTime)
    {
        self.messages = messages
        self.collection = collection
        self.limits = limits
        self.now = now
    }

    /// The first step of a try.
    public mutating func begin() -> Step {
        phase = .listing
        return .listRuns(receipts)
    }

    private var receipts: Set<ReceiptKey> { Set(messages.compactMap(\.receipt)) }

    /// The step that follows from what came of the last one.
    public mutating func receive(_ outcome: Outcome) -> Step {
        switch (phase, outcome) {
        case (.listing, .runs(let runs)):
            self.runs = runs
            phase = .reading
            return .readBase(receipts)
        case (.reading, .base(let base)):
            self.base = base
            return check()
        case (.starting, .done):
            phase = .checking
            return .checkBundles(GroupPlan.candidates(messages, runs, base))
        case (.checking, .bundles(let bundles)):
            self.bundles = bundles
            return build()
        case (.building, .built(let version, let absent, let failed)): return built(version, absent, failed)
        case (.moving, .done): return published()
        case (.rereading, .changed(let receipts)): return changed(receipts)
        case (.rereading, .failed(let reason)): return changed(nil, reason)
        case (.moving(let version), .unknown):
            phase = .asking(version)
            return .readPointer
        case (.asking(let version), .pointer(let current)) where current == version: return published()
        case (.asking(let version), .pointer(let current)) where current == base.version: return moveAgain(version)
        // A write whose answer was lost may still arrive, or have arrived and been followed by others: its version stays.
        case (.moving, .conflict) where unknowns > 0, (.asking, .pointer): return again()
        case (.moving(let version), .conflict):
            phase = .discarding
            return .discard(version: version)
        case (.discarding, _): return again()
        case (.finishing, .done): return over()
        case (.finishing, .failed(let reason)): return unfinished(reason)
        case (_, .failed(let reason)): return giveUp(reason)
        default: return giveUp("the step had an outcome of another one")
        }
    }

    private mutating func check() -> Step {
        let candidates = GroupPlan.candidates(messages, runs, base)
        guard !candidates.isEmpty else { return build() }
        phase = .starting
        return .startRuns(candidates)
    }

    private mutating func build() -> Step {
        let plan = GroupPlan(messages, collection, runs: runs, base: base, bundles: bundles, now: now)
        self.plan = plan
        guard !plan.isEmpty else { return finish() }
        phase = .building
        return .build(plan)
    }

    private mutating func built(_ version: String?, _ absent: Set<String>, _ failed: [GroupPlan.Part: String]) -> Step {
        for message in messages {
            guard let reason = message.part.flatMap({ failed[$0] }) else { continue }
            // Of a run that the ledger knows nothing had to be done.
            if case .merge(let run) = message.task, bundles[run] == nil { continue }
            endings.returned[message.id] = reason
        }
        // A record that is not there may be in a run that is still to be merged, and one that is as it should be may be made
        // otherwise by whoever is at that run and has read older facts: their messages wait for it.
        for message in messages where absent.contains(message.id) {
            if plan?.isWaiting(message) == true {
                endings.returned[message.id] = GroupPlan.waiting
            }
        }
        guard let version else { return finish() }
        phase = .moving(version)
        return .movePointer(version: version, tag: base.tag)
    }

    private mutating func published() -> Step {
        phase = .rereading
        return .checkFacts
    }

    /// What asked for facts that are others now, or may be, is asked again.
    private mutating func changed(_ receipts: Set<ReceiptKey>?, _ reason: String = Self.changedMeanwhile) -> Step {
        for message in messages where endings.returned[message.id] == nil {
            let isConcerned =
                switch message.task {
                case .merchant(let receipt, _), .labels(let receipt, _, _, _): receipts?.contains(receipt) ?? true
                case .upsert: receipts?.isEmpty != true
                case .merge, .removal, .receiptRemoval: false
                }
            if isConcerned { endings.returned[message.id] = reason }
        }
        return finish()
    }

    private static let changedMeanwhile = "what it is about changed while it was published"

    /// The first try may still arrive; the same is tried again.
    private mutating func moveAgain(_ version: String) -> Step {
        unknowns += 1
        guard unknowns <= limits.unknowns else { return giveUp("it is not known whether the version was published") }
        phase = .moving(version)
        return .movePointer(version: version, tag: base.tag)
    }

    private mutating func again() -> Step {
        rebases += 1
        endings = Endings()
        bundles = [:]
        plan = nil
        unknowns = 0
        guard rebases <= limits.rebases else { return giveUp("others were first \(rebases) times in a row") }
        return begin()
    }
}

extension GroupCompaction {
    private mutating func finish() -> Step {
        guard let plan else { return giveUp("nothing was planned") }
        endings.returned.merge(plan.returned) { mine, _ in mine }
        var ends = plan.completions.mapValues { RunTransition.complete(mergedVectors: $0) }
        for message in messages {
            guard case .merge(let run) = message.task, let reason = endings.returned[message.id], bundles[run] != nil
            else { continue }
            if case .invalid? = bundles[run] { ends[run] = .fail(reason) } else { ends[run] = failure(message, reason) }
        }
        return finish(ends)
    }

    /// A run whose message came often enough is given up; until then it says what went wrong last.
    private func failure(_ message: GroupMessage, _ reason: String) -> RunTransition {
        message.receives >= limits.receives ? .fail(reason) : .note(reason)
    }

    private mutating func finish(_ ends: [RunReference: RunTransition]) -> Step {
        guard !ends.isEmpty else { return over() }
        phase = .finishing
        return .finishRuns(ends)
    }

    private mutating func over() -> Step {
        phase = .over
        for message in messages where endings.returned[message.id] == nil { endings.acknowledged.insert(message.id) }
        return .done(endings)
    }

    /// The version is published, but runs do not know it: their messages come again and find it in the ledger.
    private mutating func unfinished(_ reason: String) -> Step {
        for message in messages {
            if case .merge = message.task, endings.returned[message.id] == nil { endings.returned[message.id] = reason }
        }
        return over()
    }

    private mutating func giveUp(_ reason: String) -> Step {
        var ends: [RunReference: RunTransition] = [:]
        for message in messages {
            endings.returned[message.id] = endings.returned[message.id] ?? reason
            if case .merge(let run) = message.task { ends[run] = failure(message, reason) }
        }
        return phase == .finishing ? over() : finish(ends)
    }
}
