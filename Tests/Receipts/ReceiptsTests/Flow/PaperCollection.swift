import Basics
import Queues
import ReceiptCollections
import ReceiptModel
import Receipts

/// A collection that is nothing but its ledger: enough to see what becomes of messages and runs.
actor PaperCollection {
    private let name: CollectionName
    private let runs: RunTable
    private var ledger = Ledger()
    /// How many versions were published.
    private(set) var versions = 0
    /// The runs whose bundles are damaged.
    var damaged: Set<String> = []

    init(_ name: CollectionName, _ runs: RunTable, damaged: Set<String> = []) {
        self.name = name
        self.runs = runs
        self.damaged = damaged
    }

    func mend() { damaged = [] }

    func compact(_ messages: [GroupMessage], now: ReceiptTime) async throws -> Compaction.Ending {
        var compaction = GroupCompaction(messages, name, now: now)
        var step = compaction.begin()
        while true {
            let outcome: GroupCompaction.Outcome
            switch step {
            case .done(let endings): return Compaction.Ending(endings)
            case .listRuns(let receipts):
                var listed: [ReceiptKey: [CompactionRun]] = [:]
                for receipt in receipts { listed[receipt] = try await runs.runs(of: receipt) }
                outcome = .runs(listed)
            case .readBase:
                let version = versions == 0 ? nil : "v\(versions)"
                outcome = .base(CompactionBase(version: version, tag: version, ledger: ledger))
            case .startRuns(let references):
                for run in references { try await runs.apply(.start, to: run.receipt, id: run.id, name) }
                outcome = .done
            case .checkBundles(let references):
                outcome = .bundles(
                    Dictionary(
                        uniqueKeysWithValues: references.map { run in
                            (
                                run,
                                damaged.contains(run.id)
                                    ? .invalid("its hash is another") : .valid(count: 3, replaces: true)
                            )
                        }))
            case .build(let plan):
                ledger = plan.ledger
                versions += 1
                outcome = .built(version: "v\(versions)", absent: [])
            case .movePointer, .discard: outcome = .done
            case .checkFacts: outcome = .changed([])
            case .readPointer: outcome = .pointer("v\(versions)")
            case .finishRuns(let ends):
                for (run, end) in ends { try await runs.apply(end, to: run.receipt, id: run.id, name) }
                outcome = .done
            }
            step = compaction.receive(outcome)
        }
    }
}
