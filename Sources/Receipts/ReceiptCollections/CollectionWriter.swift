public import ReceiptModel
public import Segments

/// Changes one of the two collections, a group of messages at a time.
public protocol CollectionWriter: Sendable {
    /// Which of the two it is.
    var name: CollectionName { get }

    /// Begins with a group; `owner` is a UUID that no other group has.
    func session(owner: String) async throws -> any CompactionSession

    /// What vectors are expected to be where neither the collection nor a bundle says so.
    var expectedSpace: VectorSpace? { get }

    /// Puts records in the place of all that the collection has: `fill` adds them, as many at a time as it likes, in the order of
    /// their ids, and `ledger` is what is known of their receipts. Throws what `fill` does, and `conflict` where the collection
    /// changed meanwhile.
    func replaceAll(
        in space: VectorSpace, knowing ledger: Ledger,
        _ fill: (_ add: ([CollectionRecord]) async throws -> Void) async throws -> Void
    ) async throws -> CollectionSummary
}

extension CollectionWriter {
    /// Nil: whatever comes first decides.
    public var expectedSpace: VectorSpace? { nil }
}

/// Carries out the steps of a `GroupCompaction` that concern the collection itself. Used by one task, one step at a time.
public protocol CompactionSession: Sendable {
    /// Reads what the collection is at, as far as these receipts go; also the first step of every further try.
    func base(_ receipts: Set<ReceiptKey>) async throws -> CompactionBase

    /// What made the collection's vectors, as read with the base; nil where it has none yet.
    var space: VectorSpace? { get async }

    /// Makes the next version by the plan, all but that readers see it.
    func build(_ work: CompactionWork) async throws -> CompactionResult

    /// Leads readers to a version, where what they are led to still has the tag; nil where there must be nothing.
    func move(to version: String, tag: String?) async throws -> PointerMove

    /// The version that readers are led to.
    func pointer() async throws -> String?

    /// Deletes a version that nobody was led to.
    func discard(_ version: String) async throws

    /// Lets go of what is held, refreshes what readers have and removes what is too old. What fails is told to the log alone.
    func end(published version: String?) async
}

/// What came of a plan.
public struct CompactionResult: Sendable, Hashable {
    /// The version that was made; nil where nothing changed, or where there are no versions and readers see it now.
    public var version: String?
    /// The messages that found nothing to change; where readers see each write at once, those alone whose record is not there.
    public var absent: Set<String>
    /// What could not be done while the rest was, with the reason.
    public var failed: [GroupPlan.Part: String]

    /// A result, of nothing unless told otherwise.
    public init(version: String? = nil, absent: Set<String> = [], failed: [GroupPlan.Part: String] = [:]) {
        self.version = version
        self.absent = absent
        self.failed = failed
    }
}

/// How a pointer's move ended.
public enum PointerMove: Sendable, Hashable {
    /// Readers see the version.
    case moved
    /// Somebody else was first.
    case conflict
    /// The answer was lost.
    case unknown
}

/// What a version is made of.
public struct CompactionWork: Sendable {
    /// What is to be done.
    public var plan: GroupPlan
    /// The plan's tasks by message, without the removals of what is in the table again.
    public var tasks: [String: GroupMessage.Task]
    /// The bundles that replace a receipt's records.
    public var bundles: [RunReference: OpenBundle]
    /// The bundles whose records replace those with the same ids, by prefix; those of the plan that could be read.
    public var upserts: [String: OpenBundle]
    /// What the table says of a receipt: read while the version is made, never before.
    public var facts: @Sendable (ReceiptKey) async throws -> ReceiptItems
    /// The time that is written into records.
    public var now: ReceiptTime

    /// Work by a plan.
    public init(
        plan: GroupPlan, tasks: [String: GroupMessage.Task]? = nil, bundles: [RunReference: OpenBundle],
        upserts: [String: OpenBundle], now: ReceiptTime,
        facts: @escaping @Sendable (ReceiptKey) async throws -> ReceiptItems
    ) {
        self.plan = plan
        self.tasks = tasks ?? plan.tasks
        self.bundles = bundles
        self.upserts = upserts
        self.now = now
        self.facts = facts
    }
}
