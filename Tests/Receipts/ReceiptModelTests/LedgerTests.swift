import Basics
import JSON
import ReceiptModel
import Tables
import Testing

@Suite struct LedgerTests {
    @Test func `newer runs are applied, others are not`() throws {
        let receipt = try receipt()
        var ledger = Ledger()
        #expect(ledger.decision(receipt, run: "b", created: time()) == .apply)
        ledger.apply(receipt, run: "b", created: time(), count: 3)
        #expect(ledger.decision(receipt, run: "b", created: time()) == .skip(mergedVectors: 3))
        #expect(ledger.decision(receipt, run: "a", created: time()) == .skip(mergedVectors: 0))
        #expect(ledger.decision(receipt, run: "c", created: time()) == .apply)
        #expect(ledger.decision(receipt, run: "a", created: time(1)) == .apply)
        #expect(ledger.decision(receipt, run: "z", created: time(-1)) == .skip(mergedVectors: 0))
        #expect(try ledger.decision(ReceiptModelTests.receipt(2), run: "a", created: time(-9)) == .apply)
    }

    @Test func `a removed receipt stays so until a later run`() throws {
        let receipt = try receipt()
        var ledger = Ledger()
        ledger.apply(receipt, run: "a", created: time(5), count: 3)
        let isDeleted = [4, 6, 6].map { ledger.delete(receipt, at: time($0)) }
        #expect(isDeleted == [false, true, false], "at first the receipt had come again, at last it was known")
        #expect(ledger.decision(receipt, run: "a", created: time(5)) == .skip(mergedVectors: 0))
        #expect(ledger.decision(receipt, run: "b", created: time(6)) == .skip(mergedVectors: 0))
        #expect(ledger.decision(receipt, run: "b", created: time(7)) == .apply)
        #expect(try Ledger(ledger.json) == ledger)
        ledger.apply(receipt, run: "b", created: time(7), count: 0)
        #expect(try Ledger(ledger.json) == ledger)
        #expect(throws: FdnixError.self) { try Ledger(["x": ["run_id": "a"]]) }
    }

    @Test func `whatever the order of two runs and a removal, the outcome is the same`() throws {
        let receipt = try receipt()
        for removal in 0...3 {
            var outcomes: Set<Ledger> = []
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                var ledger = Ledger()
                for event in order {
                    if event == 2 {
                        ledger.delete(receipt, at: time(removal))
                    } else if ledger.decision(receipt, run: "r\(event)", created: time(event + 1)) == .apply {
                        ledger.apply(receipt, run: "r\(event)", created: time(event + 1), count: 1)
                    }
                }
                outcomes.insert(ledger)
            }
            #expect(outcomes.count == 1)
        }
    }
}

@Suite struct LedgerItemTests {
    private let schema = TableSchema("PK", "SK")

    private func acquire(_ owner: String, _ item: Item?, at seconds: Int) throws -> Item? {
        try LedgerItem.acquisition(try receipt(), .lines, owner: owner, minutes: 3, at: time(seconds))
            .result(on: item, in: schema)
    }

    private func complete(_ owner: String, _ item: Item?, _ entry: Ledger.Entry?) throws -> Item? {
        try LedgerItem.completion(try receipt(), .lines, owner: owner, entry).result(on: item, in: schema)
    }

    @Test func `a lease is held by one, and given back with what is known`() throws {
        let leased = try acquire("one", nil, at: 0)
        #expect(leased?["SK"] == "RECEIPT#00001#LEDGER#lines")
        #expect(try LedgerItem(leased).entry == nil && LedgerItem(leased).owner == "one")
        #expect(throws: FdnixError.self) { try acquire("two", leased, at: 179) }
        let entry = Ledger.Entry.applied(run: "r", created: time(), count: 3)
        let done = try complete("one", leased, entry)
        #expect(try LedgerItem(done).entry == entry && LedgerItem(done).owner == nil)
        #expect(
            try LedgerItem(done).ledger(of: receipt()).decision(receipt(), run: "r", created: time())
                == .skip(mergedVectors: 3))

        // Who was too slow comes too late.
        let taken = try acquire("two", leased, at: 181)
        #expect(throws: FdnixError.self) { try complete("one", taken, entry) }
        let gone = try complete("two", taken, .deleted(time(9)))
        #expect(try LedgerItem(gone).entry == .deleted(time(9)))
        let again = try acquire("three", gone, at: 200)
        #expect(try LedgerItem(complete("three", again, nil)).entry == .deleted(time(9)))
        #expect(try LedgerItem(nil).ledger(of: receipt()) == Ledger())
        #expect(throws: FdnixError.self) { try LedgerItem(["deleted_at": "yesterday"]) }
    }
}

@Suite struct LockTests {
    private let schema = TableSchema("PK", "SK", indexes: ["GSI1": TableIndex("GSI1PK", "GSI1SK")])
    private let first = CompactionLock(.lines, owner: "one", minutes: 3)
    private let second = CompactionLock(.lines, owner: "two", minutes: 3)

    private func result(_ write: ItemWrite, _ item: Item?) throws -> Item? { try write.result(on: item, in: schema) }

    @Test func `one holds it until its time is over`() throws {
        let held = try result(first.acquisition(at: time()), nil)
        #expect(held?["owner"] == "one" && held?["expires"]?.string == time(180).text)
        #expect(held?["time_to_live"]?.int == time(180).seconds + 86_400)
        #expect(throws: FdnixError.self) { try result(second.acquisition(at: time(179)), held) }
        let longer = try result(first.heartbeat(at: time(100)), held)
        #expect(throws: FdnixError.self) { try result(second.acquisition(at: time(200)), longer) }
        let taken = try result(second.acquisition(at: time(281)), longer)
        #expect(taken?["owner"] == "two")
        #expect(throws: FdnixError.self) { try result(first.heartbeat(at: time(282)), taken) }
        #expect(throws: FdnixError.self) { try result(first.release, taken) }
        #expect(throws: FdnixError.self) { try result(first.heartbeat(at: time(282)), nil) }
        #expect(try result(second.release, taken) == nil)
    }

    @Test func `collections have locks of their own`() {
        #expect(CompactionLock(.words, owner: "one", minutes: 3).key != first.key)
        #expect(first.key == second.key)
    }

    @Test func `too many heartbeats lost in a row end the work`() {
        var heartbeats = Heartbeats(limit: 2)
        for succeeded in [false, true, false] { heartbeats.add(succeeded: succeeded) }
        #expect(!heartbeats.isLost)
        heartbeats.add(succeeded: false)
        #expect(heartbeats.isLost)
    }
}

@Suite struct UpkeepTests {
    @Test func `the newest versions stay, and those in use`() {
        let versions = (0..<6).map { Retention.Version("v\($0)", created: time($0 * 3600)) }
        func expired(_ protected: Set<String> = [], keep: Int = 3, age: Int = 15, at hours: Int = 9) -> [String] {
            Retention.expired(
                versions.reversed(), protected: protected, keep: keep, minimumAge: age, now: time(hours * 3600))
        }
        #expect(expired() == ["v0", "v1", "v2"])
        #expect(expired(["v1"]) == ["v0", "v2"])
        #expect(expired(keep: 0) == ["v0", "v1", "v2", "v3", "v4"])
        #expect(expired(age: 60, at: 2) == ["v0"], "v1 was read until now")
        #expect(expired(keep: 9).isEmpty)
    }

    @Test func `what nobody came to an end with is sent again`() throws {
        var run = CompactionRun(try receipt(), id: "r", created: time())
        func stale(_ minutes: Int) -> [CollectionName] { Sweep.stale(run, staleMinutes: 15, now: time(minutes * 60)) }
        #expect(stale(15).isEmpty && stale(16) == [.lines, .words])
        run.lines.state = .completed
        run.words.state = .processing
        run.words.started = time(600)
        #expect(stale(16).isEmpty && stale(26) == [.words])
        run.words.state = .failed
        #expect(stale(99).isEmpty)
        run.words.state = .pending
        #expect(stale(29 * 24 * 60).isEmpty)

        let message = Sweep.message(run, .words, region: "", now: time())
        #expect(message.recordID == "sweep:r:words" && message.prefixes[.words] == "words/delta/r/")
        #expect(try CompactionMessage(body: message.body, attributes: message.attributes) == .stream(message))
        #expect(Sweep.rebuild(run, bucket: "b") == Sweep.rebuild(run, bucket: "b"))
        #expect(Sweep.rebuild(run, bucket: "b").token == "sweep:r")
        #expect(
            [10, 15, 9999, 10_081].map { Sweep.isDue(created: time(), now: time($0 * 60)) } == [
                false, true, true, false,
            ])
    }
}
