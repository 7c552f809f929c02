import Basics

/// The version that a collection is at, as far as a group of messages touches it.
public struct CompactionBase: Sendable, Hashable {
    /// The version's name; nil for a collection without one.
    public var version: String?
    /// What tells the pointer from a later one; nil where there is none.
    public var tag: String?
    /// What is known of the receipts that the group touches.
    public var ledger: Ledger
    /// The receipts that another compactor works on, where a collection is changed receipt by receipt: what is asked of them
    /// has to wait.
    public var busy: Set<ReceiptKey>

    /// A version with its pointer's tag.
    public init(version: String?, tag: String?, ledger: Ledger, busy: Set<ReceiptKey> = []) {
        self.version = version
        self.tag = tag
        self.ledger = ledger
        self.busy = busy
    }
}

/// What is made of a base, worked out before any record is touched.
public struct GroupPlan: Sendable, Hashable {
    /// What the next version is made of.
    public let base: CompactionBase
    /// The run whose bundle replaces a receipt's records.
    public fileprivate(set) var replacements: [ReceiptKey: RunReference] = [:]
    /// Bundles whose records replace those with the same ids.
    public fileprivate(set) var upserts: [String] = []
    /// The tasks to do after that, by message: facts to be written anew, records to be removed unless their item is there
    /// again. Of records that replace others, all facts are written anew in any case.
    public fileprivate(set) var tasks: [String: GroupMessage.Task] = [:]
    /// The ledger as it will be.
    public fileprivate(set) var ledger: Ledger
    /// The runs that have come to an end once the version is published, or that had before, with their counts.
    public fileprivate(set) var completions: [RunReference: Int] = [:]
    /// The messages that have to come again, with the reason.
    public fileprivate(set) var returned: [String: String] = [:]
    /// The receipts with a run that is still to be merged, by someone else or by a later try.
    public fileprivate(set) var awaited: Set<ReceiptKey> = []
    /// The receipts with a run that failed lately, which another compactor may have begun with before that.
    private var doubtful: Set<ReceiptKey> = []

    /// A part of the work that can fail by itself.
    public enum Part: Sendable, Hashable {
        /// All that is done with one receipt.
        case receipt(ReceiptKey)
        /// What is done with the bundle at a prefix, whose records may be of any receipt.
        case bundle(prefix: String)
    }

    /// Whether there is anything to do with the records.
    public var isEmpty: Bool { replacements.isEmpty && upserts.isEmpty && tasks.isEmpty }

    /// Whether what a message asks has to wait for a run of its receipt. For one that fails again and again it does not wait
    /// for ever: a bundle that is refused comes for a day.
    func isWaiting(_ message: GroupMessage) -> Bool {
        guard let receipt = message.receipt else { return false }
        return awaited.contains(receipt) || (doubtful.contains(receipt) && message.receives <= Self.patience)
    }

    /// How often a message is received until it waits for failed runs no more: over longer than a group takes, by its delays.
    static let patience = 10
}

/// What was found of a run's bundle.
public enum BundleCheck: Sendable, Hashable {
    /// It is whole and fits, with so many records, which take the place of the receipt's or come beside them.
    case valid(count: Int, replaces: Bool)
    /// It contradicts itself or does not fit the collection; another try will not help.
    case invalid(String)
    /// It could not be read this time.
    case unreadable(String)
}

extension GroupPlan {
    /// The runs whose bundles have to be looked at: those that the ledger does not know, each once.
    static func candidates(
        _ messages: [GroupMessage], _ runs: [ReceiptKey: [CompactionRun]], _ base: CompactionBase
    ) -> [RunReference] {
        messages.compactMap { message in
            guard case .merge(let reference) = message.task, let run = find(reference, runs),
                !base.busy.contains(run.receipt),
                base.ledger.decision(run.receipt, run: run.id, created: run.created) == .apply
            else { return nil }
            return reference
        }.removingDuplicates()
    }

    /// Works out what becomes of each message. `runs` were listed before the base was read.
    init(
        _ messages: [GroupMessage], _ collection: CollectionName, runs: [ReceiptKey: [CompactionRun]],
        base: CompactionBase, bundles: [RunReference: BundleCheck], now: ReceiptTime
    ) {
        self.base = base
        ledger = base.ledger
        let isBusy = { (message: GroupMessage) in message.receipt.map(base.busy.contains) ?? false }
        for message in messages where isBusy(message) { returned[message.id] = Self.busy }
        let messages = messages.filter { !isBusy($0) }
        merge(messages, runs, bundles)
        for (receipt, listed) in runs {
            for run in listed where ledger.decision(receipt, run: run.id, created: run.created) == .apply {
                switch run[collection].state {
                case .pending, .processing:
                    if run.created >= now.adding(minutes: -Sweep.abandonment) { awaited.insert(receipt) }
                case .failed where run[collection].failedLately(at: now): doubtful.insert(receipt)
                case .failed, .completed: break
                }
            }
        }
        for message in messages { add(message) }
    }

    /// Runs of one receipt go in the order in which they were made.
    private mutating func merge(
        _ messages: [GroupMessage], _ runs: [ReceiptKey: [CompactionRun]], _ bundles: [RunReference: BundleCheck]
    ) {
        var known: [(run: CompactionRun, reference: RunReference, message: GroupMessage)] = []
        for message in messages {
            guard case .merge(let reference) = message.task else { continue }
            if let run = Self.find(reference, runs) {
                known.append((run, reference, message))
            } else {
                returned[message.id] = "the run \(reference.id) is not in the table, or not as one"
            }
        }
        for (run, reference, message) in known.sorted(by: { $0.run.precedes($1.run) }) {
            switch ledger.decision(run.receipt, run: run.id, created: run.created) {
            case .skip(let count): completions[reference] = count
            case .apply:
                switch bundles[reference] {
                case .valid(_, replaces: false)? where replacements[run.receipt] != nil:
                    // It comes beside the records of the run before it, so that one has to be there first.
                    returned[message.id] = Self.waiting
                case .valid(let count, _)?:
                    replacements[run.receipt] = reference
                    completions[reference] = count
                    ledger.apply(run.receipt, run: run.id, created: run.created, count: count)
                case .invalid(let reason)?, .unreadable(let reason)?: returned[message.id] = reason
                case nil: returned[message.id] = "the bundle was not looked at"
                }
            }
        }
    }

    private mutating func add(_ message: GroupMessage) {
        switch message.task {
        case .merge: break
        case .upsert(let prefix): upserts.append(prefix)
        case .receiptRemoval(let receipt, let time):
            if !isKnown(receipt, time) { tasks[message.id] = message.task }
        case .merchant, .labels, .removal:
            if message.waitsForRuns, isWaiting(message) {
                returned[message.id] = Self.waiting
            } else {
                tasks[message.id] = message.task
            }
        }
    }

    /// The reason of messages that come again because a run of their receipt has to be merged first.
    public static let waiting = "a run of the receipt is still to be merged"
    /// Why messages come again whose receipt another compactor works on.
    public static let busy = "another compactor works on the receipt"

    /// Whether the ledger has a removal that late, or a run that was made later.
    private func isKnown(_ receipt: ReceiptKey, _ time: ReceiptTime) -> Bool {
        var ledger = ledger
        return !ledger.delete(receipt, at: time)
    }

    private static func find(_ reference: RunReference, _ runs: [ReceiptKey: [CompactionRun]]) -> CompactionRun? {
        runs[reference.receipt]?.first { $0.id == reference.id }
    }
}

extension CompactionRun.Progress {
    /// Whether another compactor may still be merging what failed here.
    func failedLately(at now: ReceiptTime) -> Bool {
        finished.map { now < $0.adding(minutes: Self.longestWork) } ?? false
    }

    /// How long a compactor may be at one group, in minutes: the queues hide messages for so long.
    private static let longestWork = 20
}
