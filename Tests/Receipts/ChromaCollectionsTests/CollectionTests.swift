import Basics
import JSON
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments
import Synchronization
import Tables
import Testing

@testable import ChromaCollections

func memory() -> MemoryTable { MemoryTable(RunTable.schema, time: patience()) }

@Suite(.timeLimit(.minutes(15))) struct ChromaCollectionTests {
    private func words(_ stand: StandInChroma, _ table: any Table = memory()) throws -> ChromaCollection {
        ChromaCollection(.words, server: try stand.server(), table: table, space: space, time: patience())
    }

    @Test("A reader makes nothing, and finds a collection again that was made anew")
    func reading() async throws {
        try await withChroma { stand in
            let collection = try words(stand)
            try await collection.prepare()
            #expect(try await collection.nearest([1, 0, 0, 0], limit: 3, filter: nil, isExact: false).isEmpty)
            #expect(stand.change { $0.isEmpty })
            for round in 1...2 {
                let made = try await ServerCollection.make("words", space, on: stand.server())
                try await made.upsert([write("a", [Float(round), 0, 0, 0])])
                let matches = try await collection.nearest([0, 0, 0, 0], limit: 3, filter: nil, isExact: false)
                #expect(matches.map(\.distance) == [Float(round * round)])
                try await made.delete()
            }
            #expect(try await collection.records(["a"]).isEmpty)
            #expect(try await collection.verify().count == 0)
        }
    }

    @Test("A collection of another model, size, form or measure is refused, and one that does not say")
    func mismatch() async throws {
        let others: [(JSONValue, String, Int?, String)] = [
            (["model": "m", "dims": 4, "text_format": "tagged-1"], "l2", nil, "vectors of m, 4 dims"),
            (["model": "local-hash-v1", "dims": 4, "text_format": "tagged-1"], "l2", 5, "5 dims"),
            (["model": "local-hash-v1", "dims": 4, "text_format": "x"], "l2", nil, "4 dims, x"),
            (["model": "local-hash-v1", "dims": 4, "text_format": "tagged-1"], "cosine", nil, "by cosine"),
            (nil, "l2", nil, "does not say what made its vectors"),
        ]
        for (metadata, distance, dimension, words) in others {
            try await withChroma { stand in
                stand.change { collections in
                    collections["words"] = .init(
                        id: "id", metadata: metadata, distance: distance, dimension: dimension)
                }
                let failure = await error { _ = try await self.words(stand).session(owner: "o") }
                #expect(failure?.code == .incompatible && failure?.message.contains(words) == true, "\(words)")
            }
        }
    }

    @Test("Who holds a receipt keeps others from it, until the lease runs out")
    func leases() async throws {
        let settings = try ChromaSettings(url: "http://localhost", leaseMinutes: 3, leaseWait: .seconds(5))
        let (table, key, other) = (memory(), try receipt(1), try receipt(2))
        let now = SharedNumber(1_750_000_000_000)
        let time = TimeSource(now: { now.value.withLock { $0 } }) { wait in
            now.value.withLock { $0 += Int(wait.seconds * 1000) }
        }
        func leases(_ owner: String) -> ReceiptLeases {
            ReceiptLeases(.words, table, owner: owner, settings, time: time)
        }
        let (first, second) = (leases("one"), leases("two"))
        #expect(try await Set(first.take([key, other]).keys) == [key, other])
        #expect(try await second.take([key]).isEmpty)
        try await first.hold(key)
        let nothing: Ledger.Entry? = nil
        let entry: Ledger.Entry? = .applied(run: "r", created: ReceiptTime(microseconds: 1), count: 3)
        try await first.complete(other, entry)
        #expect(try await second.take([other]) == [other: entry])
        // Renewed in time, it holds on; else another has it, and the first one must not write.
        now.value.withLock { $0 += 120_000 }
        try await first.hold(key)
        now.value.withLock { $0 += 120_000 }
        #expect(try await second.take([key]).isEmpty)
        now.value.withLock { $0 += 120_000 }
        #expect(try await second.take([key]) == [key: nothing])
        #expect(await error { try await first.hold(key) }?.code == .conflict)
        #expect(await error { try await first.complete(key, entry) }?.code == .conflict)
        await first.giveBack()
        try await second.hold(key)
        await second.giveBack()
        #expect(try await first.take([key, other]) == [key: nothing, other: entry])
    }

    @Test("Messages of a receipt that another works on come again, and those of others are done with")
    func busy() async throws {
        try await withChroma { stand in
            let (table, key, other) = (memory(), try receipt(1), try receipt(2))
            let settings = try ChromaSettings(url: stand.url)
            let holder = ReceiptLeases(.words, table, owner: "else", settings, time: patience())
            _ = try await holder.take([key])
            let compaction = Compaction(
                try words(stand, table), runs: RunTable(table), table: table, bundles: MemoryBuckets.one, lock: nil,
                events: .none, time: patience())
            let messages = [key, other].map {
                GroupMessage(id: "\($0.receiptID)", task: .merchant($0, isRemoval: false))
            }
            let ending = try await compaction.run(messages)
            #expect(ending.endings.returned == ["1": GroupPlan.busy] && ending.endings.acknowledged == ["2"])
            await holder.giveBack()
            #expect(try await compaction.run(messages).endings.acknowledged == ["1", "2"])
        }
    }

    @Test("What the server refuses of one receipt does not stop the others")
    func refusal() async throws {
        try await withChroma({ _, request in
            request.verb == "get" && request.json.description.contains(#""receipt_id":"1""#)
                ? .refused(400, [], #"{"message":"no"}"#) : nil
        }) { stand in
            let table = memory()
            let compaction = Compaction(
                try words(stand, table), runs: RunTable(table), table: table, bundles: MemoryBuckets.one, lock: nil,
                events: .none, time: patience())
            let messages = try [1, 2].map {
                GroupMessage(id: "\($0)", task: .merchant(try receipt($0), isRemoval: false))
            }
            let ending = try await compaction.run(messages)
            #expect(ending.endings.acknowledged == ["2"])
            #expect(ending.endings.returned["1"]?.contains("HTTP 400: no") == true)
        }
    }
}
