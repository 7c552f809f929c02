import Basics
import ReceiptModel
import TestSupport
import Testing

/// Every order in which compactors, worker, sweeper, edits and accidents can come, to a depth.
@Suite struct CompactionExplorationTests {
    private typealias World = CompactionWorld

    private func search(
        _ budget: World.Budget, _ defect: World.Defect = .none, depth: Int = 200, limit: Int
    ) throws -> Explorer.Result<World.Action> {
        Explorer.search(World(try receipt(), budget, defect), depth: depth, limit: limit)
    }

    @Test(arguments: [
        World.Budget(runs: 1, edits: 1, crashes: 1), World.Budget(runs: 2, edits: 0, crashes: 0),
        World.Budget(runs: 1, edits: 0, crashes: 1, lostAnswers: 1, copies: 1),
        World.Budget(runs: 1, edits: 0, removals: 1, crashes: 1),
        World.Budget(runs: 1, edits: 0, crashes: 1, sweeps: 1),
        World.Budget(runs: 1, edits: 2, crashes: 0),
        World.Budget(runs: 2, edits: 1, crashes: 0), World.Budget(runs: 2, edits: 0, crashes: 1),
        World.Budget(runs: 1, edits: 1, crashes: 1, sweeps: 1),
    ])
    private func `every order of a few events`(_ budget: World.Budget) throws {
        let result = try search(budget, limit: 60_000)
        #expect(result.found == nil, "\(String(describing: result.found))")
        #expect(result.isComplete, "\(result.states) states were not all")
    }

    @Test func `the first orders of many events`() throws {
        let budget = World.Budget(runs: 2, edits: 2, removals: 1, crashes: 2, lostAnswers: 2, sweeps: 1, copies: 1)
        let result = try search(budget, depth: 7, limit: 300_000)
        #expect(result.found == nil, "\(String(describing: result.found))")
        #expect(result.depth == 7 && result.states > 8_000)
    }

    @Test func `long ways drawn by lot`() throws {
        let budget = World.Budget(runs: 3, edits: 4, removals: 1, crashes: 4, lostAnswers: 3, sweeps: 2, copies: 2)
        let walks = ProcessEnvironment.current["FDNIX_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1_000
        var random = SplitMix(12)
        for _ in 0..<walks {
            let world = World(try receipt(), budget, compactors: 3)
            let found = Explorer.walk(world, steps: Int.random(in: 0...120, using: &random), &random)
            #expect(found == nil, "\(String(describing: found))")
            if found != nil { break }
        }
    }

    /// What is broken on purpose is found, so the search can find something.
    @Test(arguments: [
        (World.Defect.unconditionalPointer, World.Budget(runs: 2, edits: 0, crashes: 0)),
        (.baseBeforeRuns, World.Budget(runs: 1, edits: 1, crashes: 0)),
        (.factsBeforeBase, World.Budget(runs: 1, edits: 1, crashes: 0)),
        (.discardsAfterUnknown, World.Budget(runs: 1, edits: 0, crashes: 0, lostAnswers: 1)),
        (.acknowledgesFirst, World.Budget(runs: 1, edits: 0, crashes: 1)),
        (.forgetsFacts, World.Budget(runs: 1, edits: 2, crashes: 0)),
    ])
    private func `a defect is found`(_ defect: World.Defect, _ budget: World.Budget) throws {
        let result = try search(budget, defect, limit: 60_000)
        #expect(result.found != nil)
    }
}
