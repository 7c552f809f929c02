import Basics
import ReceiptModel
import Tables
import Testing

@Suite struct RunsTests {
    private let schema = TableSchema("PK", "SK", indexes: ["GSI1": TableIndex("GSI1PK", "GSI1SK")])
    private let id = "9efd2158-a1ca-4d57-af49-d6144eedcf40"

    private func step(
        _ transition: RunTransition, _ collection: CollectionName, _ item: Item?, at seconds: Int = 5
    ) throws -> Item? {
        try ItemWrite.update(
            CompactionRun(receipt(), id: id, created: time()).key, transition.updates(collection, at: time(seconds)),
            if: transition.condition(collection)
        ).result(on: item, in: schema)
    }

    @Test func `a run is read back as it was written`() throws {
        var run = CompactionRun(try receipt(), id: id, created: time())
        #expect(run.item["lines_delta_prefix"] == .string("lines/delta/\(id)/"))
        #expect(run.item["SK"] == .string("RECEIPT#00001#COMPACTION_RUN#\(id)"))
        #expect(run.item["words_error"] == .null && run.item["lines_state"] == "PENDING")
        #expect(try CompactionRun(run.item) == run)
        run.lines.state = .failed
        run.lines.error = "count"
        run.words.started = time(3)
        #expect(try CompactionRun(run.item) == run)
        let bare: Item = ["PK": .string(try receipt().partition), "SK": .string("RECEIPT#00001#COMPACTION_RUN#\(id)")]
        let read = try CompactionRun(bare)
        #expect(read.id == id && read.lines.state == .pending && read.words.prefix == nil)
        #expect(throws: FdnixError.self) { try CompactionRun(["PK": "x", "SK": "y"]) }
        #expect(
            message { _ = try CompactionRun(bare.merging(["lines_state": "DONE"]) { $1 }) }?.contains("lines_state")
                == true)
    }

    @Test func `the two collections do not undo one another, and completed stays`() throws {
        let run = CompactionRun(try receipt(), id: id, created: time())
        var item = try step(.start, .lines, run.item)
        item = try step(.start, .words, item)
        item = try step(.complete(mergedVectors: 3), .words, item)
        item = try step(.note("slow"), .lines, item)
        item = try step(.complete(mergedVectors: 7), .lines, item)
        let done = try CompactionRun(#require(item))
        #expect(done.lines.state == .completed && done.words.state == .completed)
        #expect(done.lines.mergedVectors == 7 && done.words.mergedVectors == 3 && done.lines.error == nil)
        for transition: RunTransition in [.start, .fail("late"), .note("late"), .complete(mergedVectors: 0)] {
            #expect(throws: FdnixError.self) { try step(transition, .lines, item) }
            #expect(transition.applied(to: done, .lines, at: time(9)) == nil)
        }
        #expect(throws: FdnixError.self) { try step(.start, .lines, nil) }
    }

    @Test func `every transition on the item is the one in memory`() throws {
        let all: [RunTransition] = [.start, .complete(mergedVectors: 2), .fail("bad"), .note("hm")]
        let run = CompactionRun(try receipt(), id: id, created: time())
        var states: Set = [run]
        for depth in 0..<4 {
            var next: Set<CompactionRun> = []
            for state in states {
                for collection in CollectionName.allCases {
                    for transition in all {
                        let expected = transition.applied(to: state, collection, at: time(depth))
                        let item = try? step(transition, collection, state.item, at: depth)
                        #expect(try item.map { try CompactionRun($0) } == expected)
                        if let expected { next.insert(expected) }
                    }
                }
            }
            states = next
        }
        #expect(states.count > 50)
    }
}
