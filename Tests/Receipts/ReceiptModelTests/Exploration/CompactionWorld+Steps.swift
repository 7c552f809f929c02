import ReceiptModel

extension CompactionWorld {
    /// One step of a compactor, at once.
    mutating func step(_ index: Int) {
        guard let compactor = compactors[index] else { return }
        switch compactor.step {
        case .listRuns: resume(index, .runs(runs.isEmpty ? [:] : [receipt: runs]))
        case .readBase: resume(index, .base(base(defect == .baseBeforeRuns ? compactor.first : pointer)))
        case .startRuns(let started):
            for run in started { write(.start, run.id) }
            resume(index, .done)
        case .checkBundles(let bundles):
            resume(
                index,
                .bundles(Dictionary(uniqueKeysWithValues: bundles.map { ($0, .valid(count: 1, replaces: true)) })))
        case .build(let plan): build(plan, index)
        case .movePointer(let name, let tag): movePointer(index, Self.number(name), tag.map(Self.number))
        case .readPointer: resume(index, .pointer(pointer.map { "v\($0)" }))
        case .checkFacts:
            let isKnown = compactor.label == nil || compactor.label == label || defect == .forgetsFacts
            compactors[index]?.label = nil
            resume(index, .changed(isKnown ? [] : [receipt]))
        case .discard(let name):
            discarded.insert(Self.number(name))
            resume(index, .done)
        case .finishRuns(let ends):
            for (run, end) in ends { write(end, run.id) }
            resume(index, .done)
        case .done(let endings):
            for (place, task) in compactor.held.enumerated() where !endings.acknowledged.contains("\(place)") {
                enqueue(task)
            }
            compactors[index] = nil
        }
    }

    mutating func resume(_ index: Int, _ outcome: GroupCompaction.Outcome) {
        guard let step = compactors[index]?.machine.receive(outcome) else { return }
        compactors[index]?.step = step
        // Held for the defect only; states that differ in nothing else are the same.
        if defect != .baseBeforeRuns { compactors[index]?.first = nil }
        if defect == .acknowledgesFirst, case .build = step { compactors[index]?.held = [] }
    }

    private func base(_ version: Int?) -> CompactionBase {
        CompactionBase(
            version: version.map { "v\($0)" }, tag: version.map { "t\($0)" },
            ledger: version.map { versions[$0].ledger } ?? Ledger())
    }

    private mutating func movePointer(_ index: Int, _ version: Int, _ tag: Int?) {
        guard tag == pointer || defect == .unconditionalPointer else { return resume(index, .conflict) }
        move(to: version)
        resume(index, .done)
    }

    private mutating func build(_ plan: GroupPlan, _ index: Int) {
        let before = plan.base.version.map { versions[Self.number($0)] } ?? Content()
        var (content, absent): (Content, Set<String>) = (before, [])
        content.ledger = plan.ledger
        if let run = plan.replacements[receipt] {
            content.run = run.id
            content.label = defect == .factsBeforeBase ? 0 : label
            compactors[index]?.label = label
        }
        for (message, task) in plan.tasks {
            switch task {
            case .labels:
                if content.run == nil || content.label == label {
                    absent.insert(message)
                } else {
                    content.label = label
                }
                compactors[index]?.label = label
            case .receiptRemoval(_, let time):
                if content.ledger.delete(receipt, at: time) { (content.run, content.label) = (nil, 0) }
            default: break
            }
        }
        guard content != before else { return resume(index, .built(version: nil, absent: absent)) }
        versions.append(content)
        resume(index, .built(version: "v\(versions.count - 1)", absent: absent))
    }

    private mutating func write(_ transition: RunTransition, _ id: String) {
        guard let place = runs.firstIndex(where: { $0.id == id }),
            let run = transition.applied(to: runs[place], .lines, at: Self.moment(1000))
        else { return }
        runs[place] = run
    }
}
