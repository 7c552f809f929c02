import ReceiptModel

/// A table, a queue, a bucket, a worker, a sweeper, somebody who edits, and two compactors, around one receipt of one word.
struct CompactionWorld: Hashable {
    /// What a version of the collection has.
    struct Content: Hashable {
        /// The run whose vector it is.
        var run: String?
        /// The label that the vector shows.
        var label = 0
        var ledger = Ledger()
    }

    /// A process that is at a group of messages.
    struct Compactor: Hashable {
        var machine: GroupCompaction
        var step: GroupCompaction.Step
        var held: [GroupMessage.Task]
        /// The version that the pointer led to when the group was begun.
        var first: Int?
        /// The label that its version was made with.
        var label: Int?
    }

    /// What is broken on purpose, so that the search can show that it would find it.
    enum Defect {
        case none, unconditionalPointer, baseBeforeRuns, factsBeforeBase, discardsAfterUnknown, acknowledgesFirst
        case forgetsFacts
    }

    /// What may still happen.
    struct Budget: Hashable {
        var runs = 2
        var edits = 1
        var removals = 0
        var crashes = 1
        var lostAnswers = 0
        var sweeps = 0
        var copies = 0
    }

    let defect: Defect
    let receipt: ReceiptKey
    var budget: Budget
    var pointer: Int?
    var versions: [Content] = []
    var discarded: Set<Int> = []
    var runs: [CompactionRun] = []
    var label = 0
    var removed: ReceiptTime?
    var queue: [GroupMessage.Task] = []
    var compactors: [Compactor?]
    /// A write of the pointer that is still on its way.
    var late: LateWrite?
    /// The runs of versions that readers were led to must not grow older.
    var wentBack = false

    struct LateWrite: Hashable {
        var version: Int
        var tag: Int?
    }

    init(_ receipt: ReceiptKey, _ budget: Budget, compactors: Int = 2, _ defect: Defect = .none) {
        self.receipt = receipt
        self.budget = budget
        self.defect = defect
        self.compactors = Array(repeating: nil, count: compactors)
    }

    var content: Content { pointer.map { versions[$0] } ?? Content() }

    /// A moment for the n-th run; removals lie between them.
    static func moment(_ number: Int) -> ReceiptTime { ReceiptTime(microseconds: number * 1_000_000) }

    mutating func move(to version: Int) {
        if case .applied(_, let before, _)? = content.ledger[receipt] {
            switch versions[version].ledger[receipt] {
            case .applied(_, let after, _)?: wentBack = wentBack || after < before
            case .deleted(let after)?: wentBack = wentBack || after < before
            case nil: wentBack = true
            }
        }
        pointer = version
    }

    mutating func enqueue(_ task: GroupMessage.Task) {
        queue.append(task)
        queue.sort { "\($0)" < "\($1)" }
    }
}
