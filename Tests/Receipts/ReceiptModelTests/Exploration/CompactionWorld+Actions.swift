import ReceiptModel

extension CompactionWorld: ExplorableState {
    enum Action: Hashable {
        case putRun
        case editLabel
        case removeReceipt
        case sweep
        case copyMessage(Int)
        case lateWriteArrives
        /// The messages at these places of the queue, received together.
        case receive(Int, [Int])
        case step(Int)
        case loseAnswer(Int, arrives: Bool)
        case crash(Int)
    }

    var actions: [Action] {
        var actions: [Action] = []
        if budget.runs > 0 { actions.append(.putRun) }
        if budget.edits > 0 { actions.append(.editLabel) }
        if budget.removals > 0 { actions.append(.removeReceipt) }
        if budget.sweeps > 0, runs.contains(where: { $0.lines.state.isOpen }) { actions.append(.sweep) }
        if budget.copies > 0, !queue.isEmpty { actions.append(.copyMessage(0)) }
        if late != nil { actions.append(.lateWriteArrives) }
        var isOneIdle = false
        for (index, compactor) in compactors.enumerated() {
            guard let compactor else {
                // Idle compactors are alike.
                if isOneIdle { continue }
                isOneIdle = true
                for place in queue.indices where place == 0 || queue[place] != queue[place - 1] {
                    actions.append(.receive(index, [place]))
                }
                if queue.count > 1 { actions.append(.receive(index, Array(queue.indices))) }
                continue
            }
            actions.append(.step(index))
            if budget.crashes > 0 { actions.append(.crash(index)) }
            if budget.lostAnswers > 0, late == nil, case .movePointer = compactor.step {
                actions += [.loseAnswer(index, arrives: true), .loseAnswer(index, arrives: false)]
            }
        }
        return actions
    }

    func after(_ action: Action) -> CompactionWorld {
        var world = self
        world.perform(action)
        return world
    }

    private mutating func perform(_ action: Action) {
        switch action {
        case .putRun:
            budget.runs -= 1
            let number = runs.count + 1
            let run = CompactionRun(receipt, id: "run\(number)", created: Self.moment(2 * number))
            runs.append(run)
            enqueue(.merge(reference(run)))
        case .editLabel:
            budget.edits -= 1
            // Back to what it was: what is undone must not be lost either.
            label = 1 - label
            enqueue(.labels(receipt, line: 1, word: 1, isRemoval: false))
        case .removeReceipt:
            budget.removals -= 1
            let time = Self.moment(2 * runs.count + 1)
            removed = time
            enqueue(.receiptRemoval(receipt, time))
        case .sweep:
            budget.sweeps -= 1
            for run in runs where run.lines.state.isOpen { enqueue(.merge(reference(run))) }
        case .copyMessage(let place):
            budget.copies -= 1
            enqueue(queue[place])
        case .lateWriteArrives:
            if let late, late.tag == pointer { move(to: late.version) }
            late = nil
        case .receive(let index, let places):
            let held = places.map { queue[$0] }
            for place in places.reversed() { queue.remove(at: place) }
            let messages = held.enumerated().map { GroupMessage(id: "\($0.offset)", task: $0.element) }
            var machine = GroupCompaction(messages, .lines, now: Self.moment(1000))
            let step = machine.begin()
            compactors[index] = Compactor(machine: machine, step: step, held: held, first: pointer)
        case .step(let index): step(index)
        case .loseAnswer(let index, let arrives):
            budget.lostAnswers -= 1
            guard case .movePointer(let name, let tag)? = compactors[index]?.step else { return }
            let write = LateWrite(version: Self.number(name), tag: tag.map(Self.number))
            if !arrives {
                late = write
            } else if write.tag == pointer {
                move(to: write.version)
            }
            // The defect: who does not know takes it for a lost race.
            resume(index, defect == .discardsAfterUnknown ? .conflict : .unknown)
        case .crash(let index):
            budget.crashes -= 1
            for task in compactors[index]?.held ?? [] { enqueue(task) }
            compactors[index] = nil
        }
    }

    private func reference(_ run: CompactionRun) -> RunReference {
        RunReference(receipt: receipt, id: run.id, prefix: "lines/delta/\(run.id)/")
    }

    static func number(_ name: String) -> Int { Int(name.dropFirst()) ?? 0 }

    /// What must hold all the time.
    var fault: String? {
        if let pointer, discarded.contains(pointer) { return "readers are led to a version that was deleted" }
        if wentBack { return "a newer run was overwritten by an older one" }
        for run in runs where run.lines.state == .completed {
            if content.ledger.decision(receipt, run: run.id, created: run.created) == .apply {
                return "\(run.id) is completed and not published"
            }
        }
        return nil
    }

    /// Everybody works on in turn, without accidents, until nothing is left to do.
    var faultInTheEnd: String? {
        var world = self
        world.budget = Budget(runs: 0, edits: 0, crashes: 0)
        for _ in 0..<300 {
            let actions = world.actions
            // Whoever is at something goes on; then all that is in the queue is received.
            let steps = actions.first { if case .step = $0 { true } else { false } }
            guard let action = steps ?? actions.last else { break }
            world.perform(action)
            if let fault = world.fault { return fault }
        }
        guard world.actions.isEmpty else { return "messages come for ever" }
        if let run = world.runs.first(where: { $0.lines.state != .completed }) { return "\(run.id) is never completed" }
        let last = world.runs.last
        let isRemoved = world.removed.map { removed in last.map { $0.created <= removed } ?? true } ?? false
        if isRemoved { return world.content.run == nil ? nil : "a removed receipt is there again" }
        if world.content.run != last?.id { return "the vector is not that of the last run" }
        return world.content.run == nil || world.content.label == world.label ? nil : "an edit of the label is lost"
    }
}
