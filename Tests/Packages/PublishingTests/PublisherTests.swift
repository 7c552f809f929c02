import Basics
import JSON
import ObjectStorage
import TestSupport
import Testing

@testable import Publishing

@Suite("Publishing of runs")
struct PublisherTests {
    static let layout = PublicationLayout(
        folder: "snapshots", aliases: ["fdnix-data.duckdb": "data.duckdb", "fdnix.duckdb": "mini.duckdb"])

    private func publish(
        _ number: Int, to store: any ObjectStore, in directory: String, packages: Int = 100,
        limit: ShrinkLimit = ShrinkLimit()
    ) async throws -> Publisher.Outcome {
        let run = try LocalRun(number, in: "\(directory)/\(number)", packages: packages)
        return try await Publisher(Publication(store, Self.layout), logger: quiet)
            .publish(run.manifest, paths: run.paths, limit: limit)
    }

    @Test("A run is published under the contract's keys: its folder, the aliases, the pointer")
    func keys() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            let outcome = try await publish(1, to: store, in: directory)
            #expect(outcome.runID == runID(1))
            var keys: [String] = []
            for try await object in store.objects() { keys.append(object.key) }
            let folder = "snapshots/\(runID(1))/"
            #expect(
                keys == [
                    "data.duckdb", "mini.duckdb", folder + "fdnix-data.duckdb", folder + "fdnix.duckdb",
                    folder + "fdnix.idx", folder + "manifest.json", "snapshots/fdnix.idx", "snapshots/latest.json",
                ])
            let pointer = try await store.get("snapshots/latest.json").collect(upTo: 1000)
            #expect(
                String(decoding: pointer, as: UTF8.self)
                    == "{\"run_id\":\"\(runID(1))\",\"manifest_key\":\"\(folder)manifest.json\"}\n")
            let manifest = try await Publication(store, Self.layout).manifest(of: runID(1))
            #expect(manifest.members["artifacts"]?[0]?["key"]?.string == folder + "fdnix-data.duckdb")
            #expect(manifest.packages == 100)
        }
    }

    @Test("Killed after any step, before or after it took effect, the old run is whole, and publishing again mends all")
    func killed() async throws {
        try await withTemporaryDirectory { directory in
            var step = 0
            while true {
                var isComplete = false
                for isDone in [false, true] {
                    let store = MemoryObjectStore()
                    _ = try await publish(1, to: store, in: directory)
                    let publication = Publication(store, Self.layout)
                    let old = try await readers(of: publication)
                    let failing = FailingStore(store, failing: step, isDone: isDone)
                    do {
                        _ = try await publish(2, to: failing, in: directory)
                        isComplete = failing.writes <= step
                    } catch {}
                    let seen = try await readers(of: publication)
                    let pointed = try await publication.latest()?.pointer.runID
                    // The new run is seen only when all of it is there, its aliases too.
                    #expect(seen == old || pointed == runID(2))
                    if pointed == runID(2) {
                        for (name, bytes) in seen {
                            #expect(
                                try await store.get(Self.layout.alias(of: name)).collect(upTo: 1 << 20) == bytes)
                        }
                    }
                    let outcome = try await publish(2, to: store, in: directory)
                    #expect(outcome.runID == runID(2))
                    #expect(try await readers(of: publication)["fdnix.idx"] == LocalRun.content("fdnix.idx", 2, 3000))
                }
                if isComplete { break }
                step += 1
            }
            // Three uploads, the manifest, three aliases, the pointer.
            #expect(step == 8)
        }
    }

    @Test("A lost answer to the move of the pointer is not taken for another publisher")
    func lostAnswer() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            _ = try await publish(1, to: store, in: directory)
            let tag = try #require(try await store.head("snapshots/latest.json")?.tag)
            let bytes = LatestPointer(runID: runID(2), manifestKey: "x").encoded
            let plan = PublicationPlan(
                files: [], documents: [], aliases: [:], latest: ("snapshots/latest.json", bytes), over: tag, expired: []
            )
            let publisher = Publisher(Publication(store, Self.layout), logger: quiet)
            _ = try await publisher.perform(plan, runID(2))
            _ = try await publisher.perform(plan, runID(2))
            let other = PublicationPlan(
                files: [], documents: [], aliases: [:],
                latest: ("snapshots/latest.json", LatestPointer(runID: runID(3), manifestKey: "x").encoded), over: tag,
                expired: [])
            await #expect { _ = try await publisher.perform(other, runID(3)) } throws: {
                ($0 as? FdnixError)?.code == .conflict
            }
        }
    }

    @Test("What is there already is not uploaded again; an object with other bytes is")
    func resumes() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            _ = try await publish(1, to: store, in: directory)
            #expect(try await publish(1, to: store, in: directory).uploadedBytes < 1000)
            try await store.put("snapshots/\(runID(1))/fdnix.idx", .bytes([1, 2, 3]))
            #expect(try await publish(1, to: store, in: directory).uploadedBytes > 3000)
            #expect(try await readers(of: Publication(store, Self.layout)).count == 3)
        }
    }

    @Test("A file that is not the one of the manifest stops everything")
    func changedFile() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            let run = try LocalRun(1, in: directory)
            try AtomicFile.write([1], to: "\(directory)/fdnix.idx")
            await #expect {
                _ = try await Publisher(Publication(store, Self.layout), logger: quiet)
                    .publish(run.manifest, paths: run.paths)
            } throws: { ($0 as? FdnixError)?.code == .corrupt }
            #expect(try await store.list(prefix: "", token: nil, limit: 10).objects.isEmpty)
        }
    }

    @Test("Too few packages stop everything, unless the limit allows it")
    func shrunken() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            _ = try await publish(1, to: store, in: directory)
            let before = try await store.list(prefix: "", token: nil, limit: 100).objects
            await #expect { _ = try await publish(2, to: store, in: directory, packages: 79) } throws: {
                ($0 as? FdnixError)?.code == .gate
            }
            #expect(try await store.list(prefix: "", token: nil, limit: 100).objects == before)
            _ = try await publish(3, to: store, in: directory, packages: 80)
            _ = try await publish(4, to: store, in: directory, packages: 10, limit: ShrinkLimit(share: 0.9))
        }
    }

    @Test("The newest fourteen runs stay, and never does the one go that readers are led to")
    func retention() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            for number in 1...16 { _ = try await publish(number, to: store, in: directory) }
            let publication = Publication(store, Self.layout)
            #expect(try await publication.runs().keys.sorted() == (3...16).map(runID))
            // Someone goes back to an old run by hand: it stays while it is named.
            let back = LatestPointer(runID: runID(3), manifestKey: "snapshots/\(runID(3))/manifest.json")
            try await store.put(Self.layout.latestKey, .bytes(back.encoded))
            let outcome = try await publish(17, to: store, in: directory)
            #expect(outcome.removedRuns.isEmpty)
            #expect(try await publish(18, to: store, in: directory).removedRuns == [runID(3), runID(4)])
        }
        #expect(Retention.expired((1...20).map(runID), keeping: [runID(1)]) == (2...6).map(runID))
        #expect(Retention.expired([], keeping: [runID(1)]).isEmpty)
    }

    @Test("Keys that only look like runs are left alone")
    func foreignKeys() async throws {
        let store = MemoryObjectStore()
        let layout = PublicationLayout(folder: "/a//b/")
        #expect(layout.prefix == "a/b/")
        #expect(layout.run(of: "a/b/\(runID(1))/x") == runID(1))
        for key in ["a/b/2", "a/b/\(runID(1))", "a/b/2026/x", "b/\(runID(1))/x", "a/b/\(runID(1).uppercased())Z/x"] {
            #expect(layout.run(of: key) == nil)
            try await store.put(key, .bytes([1]))
        }
        #expect(try await Publication(store, layout).runs().isEmpty)
    }
}
