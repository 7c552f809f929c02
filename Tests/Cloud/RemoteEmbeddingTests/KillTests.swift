import Basics
import ObjectStorage
import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("A run that is killed at any step", .timeLimit(.minutes(15)))
struct KillTests {
    /// What a run of the indexer does: harvest what is left, then embed what is missing.
    private func run(_ world: BatchWorld, _ killer: Killer = Killer()) async throws {
        let sink = KilledSink(sink: world.sink, killer: killer)
        let runner = world.runner(killer)
        let left = try await runner.resume(into: sink).left
        let missing = BatchWorld.texts(30).filter { world.sink.kept.value[$0.hash] == nil && !left.contains($0.hash) }
        if !missing.isEmpty { _ = try await runner.embed(missing, into: sink) }
    }

    private func world() throws -> BatchWorld {
        let world = try BatchWorld()
        world.settings.recordsPerJob = 15
        return world
    }

    @Test("The next run ends with every vector, and nothing was embedded twice", arguments: [false, true])
    func anyStep(_ isAfter: Bool) async throws {
        let whole = Killer()
        try await run(try world(), whole)
        #expect(whole.steps > 25)
        for step in 1...whole.steps {
            let world = try world()
            await #expect(throws: Killed.self) { try await run(world, Killer(at: step, isAfter: isAfter)) }
            try await run(world)
            try await check(world, "killed at step \(step)")
        }
    }

    @Test("Runs that are killed again and again come to the end")
    func twice() async throws {
        var random = SplitMix(61)
        for _ in 0..<150 {
            let world = try world()
            var kills = 0
            while kills < 40 {
                do {
                    let killer = Killer(
                        at: Int.random(in: 1...30, using: &random), isAfter: Bool.random(using: &random))
                    try await run(world, killer)
                    break
                } catch is Killed { kills += 1 }
            }
            try await run(world)
            try await check(world, "killed \(kills) times")
        }
    }

    @Test("Also where the list of jobs lags behind")
    func laggingList() async throws {
        for step in 4...12 {
            let world = try world()
            world.service.set { $0.listLag = 1 }
            await #expect(throws: Killed.self) { try await run(world, Killer(at: step, isAfter: true)) }
            try await run(world)
            try await check(world, "killed at step \(step)")
        }
    }

    private func check(_ world: BatchWorld, _ note: Comment) async throws {
        #expect(world.sink.kept.value.count == 30, note)
        let embedded = world.service.state.value.embedded
        #expect(embedded.count == 30 && embedded.values.allSatisfy { $0 == 1 }, note)
        // All that is left are files that say what was done.
        #expect(try await world.keys(world.output).isEmpty, note)
        for key in try await world.keys(world.input) where key.hasSuffix(".json") {
            let bytes = try await world.input.get(key).collect(upTo: 1 << 20)
            let keys = try #require(BatchKeys(jobFile: key))
            #expect(try JobFile(bytes, keys: keys).isHarvested, note)
            #expect(try await world.input.head(keys.input) == nil, note)
        }
        let steps = Killer()
        try await run(world, steps)
        #expect(world.service.state.value.embedded == embedded, note)
    }
}
