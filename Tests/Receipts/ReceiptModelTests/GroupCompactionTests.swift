import ReceiptModel
import Testing

/// Single ways through a group, where `CompactionExplorationTests` goes all of them.
@Suite struct GroupCompactionTests {
    private typealias Step = GroupCompaction.Step
    private typealias Outcome = GroupCompaction.Outcome

    private func reference(_ id: String, _ number: Int = 1) throws -> RunReference {
        RunReference(receipt: try receipt(number), id: id, prefix: "lines/delta/\(id)/")
    }

    private func run(_ id: String, _ number: Int = 1, at seconds: Int = 0) throws -> CompactionRun {
        CompactionRun(try receipt(number), id: id, created: time(seconds))
    }

    /// Goes on with these outcomes and gives the steps that were asked for.
    private func steps(
        _ tasks: [GroupMessage.Task], receives: Int = 1, limits: GroupCompaction.Limits = .init(), _ outcomes: [Outcome]
    ) -> [Step] {
        let messages = tasks.enumerated().map {
            GroupMessage(id: "m\($0.offset)", task: $0.element, receives: receives)
        }
        var machine = GroupCompaction(messages, .lines, limits, now: time(100))
        return [machine.begin()] + outcomes.map { machine.receive($0) }
    }

    private func endings(_ steps: [Step]) -> GroupCompaction.Endings? {
        if case .done(let endings)? = steps.last { endings } else { nil }
    }

    private let empty = CompactionBase(version: nil, tag: nil, ledger: Ledger())

    @Test func `a bad bundle fails its own message only`() throws {
        let (good, bad) = (try reference("good"), try reference("bad", 2))
        let runs = [try receipt(): [try run("good")], try receipt(2): [try run("bad", 2)]]
        for (check, receives, end) in [
            (BundleCheck.invalid("hash"), 1, RunTransition.fail("hash")), (.unreadable("slow"), 4, .note("slow")),
            (.unreadable("slow"), 5, .fail("slow")),
        ] {
            let taken = steps(
                [.merge(good), .merge(bad)], receives: receives,
                [
                    .runs(runs), .base(empty), .done, .bundles([good: .valid(count: 3, replaces: true), bad: check]),
                    .built(version: "v", absent: []), .done, .changed([]), .done,
                ])
            #expect(taken.contains(.movePointer(version: "v", tag: nil)))
            #expect(taken.contains(.finishRuns([good: .complete(mergedVectors: 3), bad: end])))
            #expect(endings(taken)?.acknowledged == ["m0"])
            #expect(endings(taken)?.returned.keys.sorted() == ["m1"])
        }
    }

    @Test func `a run that the ledger knows is completed without a new version`() throws {
        var base = empty
        base.ledger.apply(try receipt(), run: "new", created: time(5), count: 3)
        let (old, new) = (try reference("old"), try reference("new"))
        let taken = steps(
            [.merge(old), .merge(new)],
            [.runs([try receipt(): [try run("old"), try run("new", at: 5)]]), .base(base), .done])
        #expect(taken.contains(.finishRuns([old: .complete(mergedVectors: 0), new: .complete(mergedVectors: 3)])))
        #expect(endings(taken)?.acknowledged == ["m0", "m1"])
    }

    @Test func `runs of one receipt are applied in their order, the last one counts`() throws {
        let (old, new) = (try reference("old"), try reference("new"))
        let taken = steps(
            [.merge(new), .merge(old)],
            [
                .runs([try receipt(): [try run("old"), try run("new", at: 5)]]), .base(empty), .done,
                .bundles([old: .valid(count: 2, replaces: true), new: .valid(count: 3, replaces: true)]),
            ])
        guard case .build(let plan)? = taken.last else {
            Issue.record("nothing is built")
            return
        }
        #expect(try plan.replacements == [receipt(): new])
        #expect(try plan.ledger[receipt()] == .applied(run: "new", created: time(5), count: 3))
        #expect(plan.completions == [old: 2, new: 3])
    }

    @Test func `what comes beside an earlier run's records waits for them`() throws {
        let (old, new) = (try reference("old"), try reference("new"))
        let taken = steps(
            [.merge(new), .merge(old)],
            [
                .runs([try receipt(): [try run("old"), try run("new", at: 5)]]), .base(empty), .done,
                .bundles([old: .valid(count: 2, replaces: true), new: .valid(count: 3, replaces: false)]),
            ])
        guard case .build(let plan)? = taken.last else {
            Issue.record("nothing is built")
            return
        }
        #expect(try plan.replacements == [receipt(): old] && plan.awaited == [receipt()])
        #expect(plan.completions == [old: 2] && plan.returned == ["m0": GroupPlan.waiting])
    }

    @Test func `edits of records that are still to come wait`() throws {
        let key = try receipt()
        let labels = GroupMessage.Task.labels(key, line: 1, word: 1, isRemoval: false)
        func ends(
            _ task: GroupMessage.Task, _ state: CompactionRun.State, failedAgo minutes: Int = 0, receives: Int = 1
        ) throws -> Bool {
            var open = try run("r")
            open.lines.state = state
            if state == .failed { open.lines.finished = time(100).adding(minutes: -minutes) }
            let taken = steps(
                [task], receives: receives,
                [.runs([key: [open]]), .base(empty), .built(version: nil, absent: ["m0"])])
            return taken.contains { step in
                if case .done(let endings) = step { endings.acknowledged == ["m0"] } else { false }
            }
        }
        for state in [CompactionRun.State.pending, .processing] {
            #expect(try !ends(labels, state))
            #expect(try !ends(.merchant(key, isRemoval: true), state))
            #expect(try !ends(.removal(.line(key, line: 1)), state))
        }
        #expect(try ends(labels, .completed) && ends(labels, .failed, failedAgo: 21))
        // Another compactor may have begun with it before it failed here.
        #expect(try !ends(labels, .failed, failedAgo: 19))
        // A bundle that is refused fails again and again: removals do not come to the dead letters for that.
        for task in [labels, .removal(.line(key, line: 1)), .merchant(key, isRemoval: true)] {
            #expect(try !ends(task, .failed, receives: 10) && ends(task, .failed, receives: 11))
            #expect(try !ends(task, .processing, receives: 99))
        }
    }

    @Test func `a run that nobody asks for any more is not waited for`() throws {
        let key = try receipt()
        for (days, isEnd) in [(34, false), (36, true)] {
            var open = try run("r")
            open.created = time(100).adding(minutes: -days * 24 * 60)
            let taken = steps(
                [.removal(.line(key, line: 1))],
                [.runs([key: [open]]), .base(empty), .built(version: nil, absent: ["m0"])])
            #expect((endings(taken)?.acknowledged == ["m0"]) == isEnd)
        }
    }

    @Test func `lost races are run again some times, lost answers asked for`() throws {
        let labels = GroupMessage.Task.labels(try receipt(), line: 1, word: 1, isRemoval: false)
        let round: [Outcome] = [.runs([:]), .base(empty), .built(version: "v", absent: [])]
        let limits = GroupCompaction.Limits(rebases: 1, unknowns: 1)
        let lost = steps([labels], limits: limits, round + [.conflict, .done] + round + [.conflict, .done])
        #expect(lost.count { $0 == .discard(version: "v") } == 2)
        #expect(endings(lost)?.returned.count == 1)

        let unknown = round + [.unknown]
        #expect(
            endings(steps([labels], limits: limits, unknown + [.pointer("v"), .changed([])]))?.acknowledged == ["m0"])
        let asked = steps([labels], limits: limits, unknown + [.pointer(nil), .unknown, .pointer(nil)])
        #expect(endings(asked)?.returned.count == 1)
        #expect(!asked.contains(.discard(version: "v")), "a write that is on its way may still arrive")
        #expect(steps([labels], limits: limits, unknown + [.pointer("w")]).last == .listRuns([try receipt()]))
    }

    @Test func `what changed again while it was published is asked for again`() throws {
        let (key, other) = (try receipt(), try receipt(2))
        let tasks: [GroupMessage.Task] = [
            .labels(key, line: 1, word: 1, isRemoval: false), .merchant(other, isRemoval: false),
            .removal(.line(key, line: 1)), .upsert(prefix: "lines/delta/x/"),
        ]
        let round: [Outcome] = [.runs([:]), .base(empty), .built(version: "v", absent: []), .done]
        #expect(endings(steps(tasks, round + [.changed([])]))?.returned.isEmpty == true)
        let changed = endings(steps(tasks, round + [.changed([key])]))
        #expect(changed?.acknowledged == ["m1", "m2"], "a bundle's records may be of any receipt")
        let unknown = endings(steps(tasks, round + [.failed("down")]))
        #expect(unknown?.returned == ["m0": "down", "m1": "down", "m3": "down"])
    }

    @Test func `a failure returns everything that is not done`() throws {
        let tasks: [GroupMessage.Task] = [.merge(try reference("r")), .upsert(prefix: "lines/delta/x/")]
        let round: [Outcome] = [
            .runs([try receipt(): [try run("r")]]), .base(empty), .done,
            .bundles([try reference("r"): .valid(count: 1, replaces: true)]),
            .built(version: "v", absent: []), .done, .changed([]),
        ]
        for count in 0..<5 {
            let failed = steps(tasks, round.prefix(count) + [.failed("down"), .done])
            #expect(endings(failed)?.returned == ["m0": "down", "m1": "down"])
            #expect(failed.contains(.finishRuns([try reference("r"): .note("down")])), "the run says why")
            let last = steps(tasks, round.prefix(count) + [.failed("down"), .failed("down")])
            #expect(endings(last)?.returned == ["m0": "down", "m1": "down"])
        }
        // Published, but not written down: the ledger knows.
        let ends = endings(steps(tasks, round + [.failed("down")]))
        #expect(ends?.acknowledged == ["m1"] && ends?.returned == ["m0": "down"])
        #expect(endings(steps(tasks, [.runs([:]), .base(empty), .conflict, .done]))?.acknowledged.isEmpty == true)
    }
}
