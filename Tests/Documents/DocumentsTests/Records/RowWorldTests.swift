import Testing

@testable import Documents

/// Tries every order of what people, tasks, events and management do, with crashes at every step.
struct RowWorldTests {
    @Test func `a file that changes while tasks of two runs are at it is never forgotten`() {
        explore(RowWorld([.upload("A"), .upload("B")], runs: ["1", "2"]))
    }

    @Test func `attempts of one run take each other's work over and forget nothing`() {
        explore(RowWorld([.upload("A"), .upload("B")], runs: ["1", "1"]))
    }

    @Test func `a file that is removed while tasks are at it leaves nothing behind`() {
        explore(RowWorld([.upload("A"), .delete], runs: ["1", "2"]))
    }

    @Test func `a file that changes and goes leaves nothing behind`() {
        explore(RowWorld([.upload("A"), .upload("B"), .delete], runs: ["1", "2"]))
    }

    @Test func `the same bytes that come again after a removal are stored again`() {
        explore(RowWorld([.upload("A"), .delete, .upload("A")], runs: ["1", "2"]))
    }

    @Test func `a sidecar that changes is never forgotten`() {
        explore(RowWorld([.upload("A"), .sidecar("S"), .sidecar("T")], runs: ["1", "2"]))
    }

    @Test func `a purge while tasks are at a document never leaves a row that says it is stored`() {
        explore(RowWorld([.upload("A")], runs: ["1", "2"], purges: true))
    }

    /// Visits every world that can come of `start`, and checks those in which all is quiet.
    private func explore(_ start: RowWorld) {
        var (before, open): ([RowWorld: RowWorld], [RowWorld]) = ([start: start], [start])
        var (quiet, problem): (Int, String?) = (0, nil)
        while problem == nil, let world = open.popLast() {
            if world.isQuiet {
                quiet += 1
                problem = Self.problem(world).map { "\($0)\n\(Self.path(to: world, before))" }
            }
            for next in world.next() where before[next] == nil {
                before[next] = world
                open.append(next)
            }
        }
        #expect(problem == nil, "\(problem ?? "")")
        #expect(before.count > 100)
        #expect(quiet > 10)
    }

    /// How a world came about, a line a step.
    private static func path(to world: RowWorld, _ before: [RowWorld: RowWorld]) -> String {
        var (world, lines): (RowWorld, [String]) = (world, [])
        while let last = before[world] {
            let (row, workers) = (world.row, world.workers.map { "\($0.phase)" })
            lines.append(
                "\(row?.status.rawValue ?? "-") \(row?.etag ?? "") by \(row?.claim?.id ?? "-") until "
                    + "\(row?.claim?.leaseUntil ?? 0), stored \(world.stored?.etag ?? "-"), deeds \(world.done), "
                    + "removal \(world.removal), \(workers.joined(separator: ", "))")
            if last == world { break }
            world = last
        }
        return lines.reversed().joined(separator: "\n")
    }

    /// What is wrong with a world in which nobody does anything any more; nil where all is well.
    private static func problem(_ world: RowWorld) -> String? {
        guard let row = world.row else { return world.stored == nil && world.object == nil ? nil : "there is no row" }
        if row.status == .failed, row.failureReason == nil { return "a failure has no reason" }
        if row.status == .failed, world.object != nil, row.etag != world.object?.etag {
            return "a version failed that was never tried"
        }
        if row.status == .ingested, world.stored != world.object {
            return "the row says that another version is stored"
        }
        // What a fault of nobody's leaves is put right by the next runs.
        var world = world
        for number in 0..<6 { world.runOnce("later \(number)") }
        switch world.row?.status {
        case nil: return world.stored == nil && world.object == nil ? nil : "the row went, and something is left"
        case .ingested: return world.stored == world.object ? nil : "later runs stored another version"
        case .failed: return nil
        case let status?: return "later runs leave it \(status)"
        }
    }
}

extension RowWorld {
    /// A run without any trouble: removal, detection, one task.
    fileprivate mutating func runOnce(_ run: String) {
        row?.claim?.leaseUntil = 0
        for _ in 0..<3 { remove() }
        let selection = Self.rules.select(row, model: Self.model, defaultModel: Self.model)
        row = selection.row
        guard selection.answer else { return }
        workers = [Worker(run: run)]
        while workers[0].phase != .over { work(0) }
    }
}
