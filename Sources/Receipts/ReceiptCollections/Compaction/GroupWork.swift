import Basics
import ReceiptEvents
import ReceiptModel

/// Does the steps of one group, one after the other.
struct GroupWork {
    private let compaction: Compaction
    private let session: any CompactionSession
    private let isLost: @Sendable () -> Bool
    private let facts: FactReader
    /// What the version is made with.
    private var known: KnownFacts
    private var machine: GroupCompaction
    private var bundles: [RunReference: OpenBundle] = [:]
    /// By prefix, as they were read in this try or an earlier one.
    private var opened: [String: OpenBundle] = [:]
    private var ledger = Ledger()
    private var plan: GroupPlan?
    private var moving: String?
    /// The version that the pointer was led to, whether or not the answer came.
    private var tried: String?
    private var published: String?

    private var events: ReceiptEvents { compaction.events }
    private var collection: CollectionName { compaction.writer.name }
    private var now: ReceiptTime { .now(compaction.time) }
    /// How many requests are on their way at once.
    private static let width = 16

    init(
        _ compaction: Compaction, _ session: any CompactionSession, _ messages: [GroupMessage],
        _ isLost: @escaping @Sendable () -> Bool
    ) {
        self.compaction = compaction
        self.session = session
        self.isLost = isLost
        facts = FactReader(compaction.table, compaction.writer.name)
        known = KnownFacts(facts)
        machine = GroupCompaction(messages, compaction.writer.name, compaction.limits, now: .now(compaction.time))
    }

    /// All steps to the end. Throws `CancellationError` alone.
    mutating func run() async throws -> Compaction.Ending {
        var step = machine.begin()
        while true {
            if case .done(let endings) = step {
                return Compaction.Ending(endings, published: published)
            }
            step = machine.receive(try await outcome(of: step))
        }
    }

    private mutating func outcome(of step: GroupCompaction.Step) async throws -> GroupCompaction.Outcome {
        do {
            return try await perform(step)
        } catch let error as CancellationError { throw error } catch {
            try Task.checkCancellation()
            events.error("a compaction failed: \(Compaction.reason(error))")
            return .failed(Compaction.reason(error))
        }
    }

    private mutating func perform(_ step: GroupCompaction.Step) async throws -> GroupCompaction.Outcome {
        switch step {
        case .listRuns(let receipts): return .runs(try await list(Array(receipts)))
        case .readBase(let receipts):
            let base = try await session.base(receipts)
            ledger = base.ledger
            return .base(base)
        case .startRuns(let references):
            let (runs, name) = (compaction.runs, collection)
            try await references.concurrentForEach(limit: Self.width) {
                try await runs.apply(.start, to: $0.receipt, id: $0.id, name)
            }
            return .done
        case .checkBundles(let references): return .bundles(try await check(references))
        case .build(let plan): return try await build(plan)
        case .movePointer(let version, let tag): return try await move(to: version, tag)
        case .readPointer:
            let current = try await session.pointer()
            if let current, current == moving { tell(current) }
            return .pointer(current)
        case .checkFacts: return .changed(try await known.changed())
        case .discard(let version):
            try await session.discard(version)
            return .done
        case .finishRuns(let ends):
            try await finish(ends)
            return .done
        case .done: return .done
        }
    }

    private func list(_ receipts: [ReceiptKey]) async throws -> [ReceiptKey: [CompactionRun]] {
        let (runs, events) = (compaction.runs, events)
        let found = try await receipts.concurrentMap(limit: Self.width) { receipt in
            // One item that cannot be read must not stop the other runs.
            let known = try await runs.runs(of: receipt) {
                events.of(receipt).error("a run cannot be read: \($0.message)")
            }
            return (receipt, known)
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    private mutating func check(_ references: [RunReference]) async throws -> [RunReference: BundleCheck] {
        var checks = BundleChecks(compaction, space: await session.space, opened: opened)
        defer { opened = checks.opened }
        bundles = [:]
        try await checks.fetch(references.map(\.prefix))
        for reference in references {
            let (check, bundle) = try await checks.open(reference)
            bundles[reference] = bundle
            checks.found[reference] = check
        }
        return checks.found
    }

    private mutating func build(_ plan: GroupPlan) async throws -> GroupCompaction.Outcome {
        self.plan = plan
        let own = bundles.values.compactMap(\.space).first
        var checks = BundleChecks(compaction, space: await session.space ?? own, opened: opened)
        defer { opened = checks.opened }
        var upserts: [String: OpenBundle] = [:]
        var refused: [GroupPlan.Part: String] = [:]
        try await checks.fetch(plan.upserts)
        for prefix in plan.upserts {
            switch try await checks.open(prefix: prefix) {
            case (.valid, let bundle?): upserts[prefix] = bundle
            case (.invalid(let reason), _), (.unreadable(let reason), _): refused[.bundle(prefix: prefix)] = reason
            default: break
            }
        }
        let known = KnownFacts(facts)
        self.known = known
        let work = CompactionWork(
            plan: plan, tasks: try await facts.tasks(of: plan), bundles: bundles, upserts: upserts, now: now
        ) { try await known.items(of: $0) }
        let result = try await session.build(work)
        moving = result.version
        return .built(
            version: result.version, absent: result.absent, failed: result.failed.merging(refused) { mine, _ in mine })
    }

    private mutating func move(to version: String, _ tag: String?) async throws -> GroupCompaction.Outcome {
        guard !isLost() else {
            // A write whose answer was lost may still arrive: its version stays.
            if tried != version { try? await session.discard(version) }
            return .failed("the compaction lock was lost; nothing was published")
        }
        tried = version
        switch try await session.move(to: version, tag: tag) {
        case .moved:
            tell(version)
            return .done
        case .conflict:
            events.count(.pointerConflict)
            return .conflict
        case .unknown: return .unknown
        }
    }

    private mutating func tell(_ version: String) {
        published = version
        events.info("Published snapshot \(collection.rawValue) \(version)")
    }

    private func finish(_ ends: [RunReference: RunTransition]) async throws {
        let (runs, name) = (compaction.runs, collection)
        let changed = try await Array(ends).concurrentMap(limit: Self.width) { reference, end in
            try await runs.apply(end, to: reference.receipt, id: reference.id, name) ? reference : nil
        }
        let merged = ends.filter { if case .complete = $0.value { true } else { false } }.keys
        events.count(.runProcessed, merged.count)
        let replaced = Set(plan?.replacements.values.map { $0 } ?? []).intersection(merged)
        events.count(.deltaMergeCount, replaced.count)
        guard compaction.updatesStatus else { return }
        // Of those that somebody merged who died before it could be told, the bundles have not been looked at.
        let untold = merged.filter { changed.contains($0) && isLatest($0) && !replaced.contains($0) }
        let opened = try await untold.concurrentMap(limit: Self.width) { [compaction] reference in
            (reference.receipt, try? await compaction.bundles.open(reference.prefix, for: name))
        }
        await EmbeddingStatus(compaction.table, events).update(
            (replaced.map { ($0.receipt, bundles[$0]) } + opened).compactMap { receipt, bundle in
                bundle.map { (receipt, $0) }
            })
    }

    /// Whether the receipt's records were those of a run before.
    private func isLatest(_ reference: RunReference) -> Bool {
        if case .applied(reference.id, _, _)? = ledger[reference.receipt] { true } else { false }
    }
}
