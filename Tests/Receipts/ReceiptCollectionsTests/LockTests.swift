import Basics
import CollectionConformance
import CountedEvents
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments
import Synchronization
import TableConformance
import Tables
import Testing

/// Everything is there, nothing changes: what concerns the lock alone is looked at.
private final class IdleWriter: CollectionWriter, CompactionSession {
    let name: CollectionName
    /// What happens while a version is made.
    private let building: @Sendable () async throws -> Void
    private let steps = Mutex<[String]>([])

    init(_ name: CollectionName = .words, building: @escaping @Sendable () async throws -> Void = {}) {
        self.name = name
        self.building = building
    }

    var log: [String] { steps.withLock { $0 } }
    private func note(_ step: String) { steps.withLock { $0.append(step) } }

    func session(owner: String) async throws -> any CompactionSession { self }
    func replaceAll(
        in space: VectorSpace, knowing ledger: Ledger,
        _ fill: (_ add: ([CollectionRecord]) async throws -> Void) async throws -> Void
    ) async throws -> CollectionSummary { CollectionSummary(name, version: nil, count: 0, space: nil) }

    var space: VectorSpace? { nil }
    func base(_ receipts: Set<ReceiptKey>) async throws -> CompactionBase {
        CompactionBase(version: nil, tag: nil, ledger: Ledger())
    }
    func build(_ work: CompactionWork) async throws -> CompactionResult {
        note("build")
        try await building()
        return CompactionResult(version: "v1")
    }
    func move(to version: String, tag: String?) async throws -> PointerMove {
        note("move")
        return .moved
    }
    func pointer() async throws -> String? { "v1" }
    func discard(_ version: String) async throws { note("discard") }
    func end(published version: String?) async { note("end") }
}

@Suite struct LockTests {
    private let clock = CheckClock()
    private let table = MemoryTable(RunTable.schema)
    private let metrics = CountedMetrics()

    private func message() throws -> GroupMessage {
        let receipt = try ReceiptKey(imageID: "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55", receiptID: 1)
        return GroupMessage(id: "m", task: .receiptRemoval(receipt, CheckTime.late))
    }

    private func compaction(
        _ writer: IdleWriter, _ lock: LockSettings? = LockSettings(), table: (any Table)? = nil, time: TimeSource? = nil
    ) -> Compaction {
        let table = table ?? self.table
        return Compaction(
            writer, runs: RunTable(table), table: table, bundles: MemoryObjectStore(), lock: lock,
            events: metrics.events(), time: time ?? clock.source)
    }

    private enum CheckTime {
        static let late = ReceiptTime(microseconds: 1_800_000_000_000_000)
    }

    private func hold(_ collection: CollectionName, owner: String = "other", minutes: Int = 3) async throws {
        let lock = CompactionLock(collection, owner: owner, minutes: minutes)
        #expect(try await table.perform(lock.acquisition(at: .now(clock.source))))
    }

    private func owner(_ collection: CollectionName) async throws -> String? {
        try await table.get(CompactionLock(collection, owner: "", minutes: 1).key)?["owner"]?.string
    }

    @Test func `a lock that is held elsewhere is waited for and then left`() async throws {
        try await hold(.words)
        let writer = IdleWriter()
        let began = clock.source.now()
        let ending = try await compaction(writer).run([message()])
        #expect(ending.isLocked && ending.endings.returned.keys.sorted() == ["m"] && writer.log.isEmpty)
        #expect((20_000..<40_000).contains(clock.source.now() - began))
        #expect(try await owner(.words) == "other")
        #expect(metrics.names == [.lockCollision, .lockAcquisitionFailed])
        #expect(metrics[.lockCollision, "words"] == 1 && metrics[.lockAcquisitionFailed, "words"] == 1)
        // The other collection's lock is another.
        #expect(try await !compaction(IdleWriter(.lines)).run([message()]).isLocked)
        #expect(try await owner(.lines) == nil)
    }

    @Test func `a lock whose time is over is taken, and its owner does not get it back`() async throws {
        try await hold(.words)
        clock.advance(.seconds(200))
        let writer = IdleWriter { [table, clock] in
            let stale = CompactionLock(.words, owner: "other", minutes: 3)
            let beats = try await table.perform(stale.heartbeat(at: .now(clock.source)))
            let releases = try await table.perform(stale.release)
            #expect(!beats && !releases)
        }
        let ending = try await compaction(writer).run([message()])
        #expect(ending.published == "v1" && writer.log == ["build", "move", "end"])
        #expect(try await owner(.words) == nil)
        #expect(metrics[.lockWaitTime, "words"] == 1 && metrics[.lockDuration, "words"] == 1)
    }

    @Test func `a lock of a process that is gone is taken at once, one of a process that lives is not`() async throws {
        for (holder, isTaken) in [("gone", true), ("alive", false), (nil, false)] {
            let lock = CompactionLock(.words, owner: "other-\(holder ?? "")", minutes: 300, holder: holder)
            #expect(try await table.perform(lock.acquisition(at: .now(clock.source))))
            let ending = try await compaction(IdleWriter(), LockSettings(holders: Holders())).run([message()])
            #expect(ending.isLocked == !isTaken)
            #expect(try await owner(.words) == (isTaken ? nil : lock.owner))
            if !isTaken {
                #expect(ending.endings.returned["m"]?.hasPrefix("the compaction lock is held until 2") == true)
            }
            #expect(try await table.perform(lock.release) == !isTaken)
        }
    }

    private struct Holders: LockHolders {
        func holder() async throws -> String { "own" }
        func isGone(_ holder: String) async throws -> Bool { holder == "gone" }
    }

    @Test func `a lock that another has by now is counted as expired`() async throws {
        let writer = IdleWriter { [table, clock, metrics] in
            let other = CompactionLock(.words, owner: "other", minutes: 3)
            // Between two heartbeats.
            repeat {
                clock.advance(.seconds(1000))
            } while try await !table.perform(
                other.acquisition(at: .now(clock.source)))
            while metrics[.lockExpired] == 0 { await Task.yield() }
        }
        let time = TimeSource(now: clock.source.now) { _ in
            await Task.yield()
            try Task.checkCancellation()
        }
        let ending = try await compaction(writer, time: time).run([message()])
        #expect(ending.published == nil && metrics[.lockExpired, "words"] == 1)
    }

    @Test func `a compaction that is cancelled gives the lock back`() async throws {
        let inside = Mutex(false)
        let table = CancellableTable(inner: table)
        let writer = IdleWriter {
            inside.withLock { $0 = true }
            try await Task.sleep(for: .seconds(3600))
        }
        let (compaction, message) = (compaction(writer, table: table), try message())
        let running = Task { try await compaction.run([message]) }
        while !inside.withLock({ $0 }) { await Task.yield() }
        #expect(try await owner(.words) != nil)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(try await owner(.words) == nil)
    }

    /// A table that does nothing for tasks that are cancelled, as those on one machine and at AWS.
    private struct CancellableTable: ForwardingTable {
        let inner: any Table

        func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
            try Task.checkCancellation()
            return try await inner.update(key, updates, if: condition)
        }

        func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item? {
            try Task.checkCancellation()
            return try await inner.delete(key, if: condition)
        }
    }

    @Test func `of ten who want it one has it at a time`() async throws {
        let inside = Mutex((now: 0, most: 0))
        let writer = IdleWriter {
            inside.withLock { inside in
                inside.now += 1
                inside.most = max(inside.most, inside.now)
            }
            for _ in 0..<20 { await Task.yield() }
            inside.withLock { $0.now -= 1 }
        }
        let message = try message()
        let endings = try await Array(0..<10).concurrentMap(limit: 10) { _ in
            try await compaction(writer, LockSettings(waitSeconds: 0)).run([message]).isLocked
        }
        #expect(endings.contains(false) && inside.withLock { $0.most } == 1)
    }

    @Test func `an error is not taken for a free lock`() async throws {
        let writer = IdleWriter()
        let ending = try await compaction(writer, table: BrokenTable(table) { _ in true }).run([message()])
        #expect(!ending.isLocked && ending.endings.returned.keys.sorted() == ["m"] && writer.log.isEmpty)
    }

    @Test func `nothing is published after as many failed heartbeats as are allowed`() async throws {
        let beats = Mutex(0)
        let broken = BrokenTable(table) { isUpdate in
            guard isUpdate else { return false }
            beats.withLock { $0 += 1 }
            return true
        }
        let writer = IdleWriter { while beats.withLock({ $0 }) < 4 { await Task.yield() } }
        let time = TimeSource(now: clock.source.now) { _ in try Task.checkCancellation() }
        let ending = try await compaction(writer, table: broken, time: time).run([message()])
        #expect(ending.published == nil && ending.endings.returned["m"]?.contains("lock was lost") == true)
        #expect(writer.log == ["build", "discard", "end"])
        #expect(metrics[.heartbeatFailed, "words"] >= 3)
    }
}

/// A table some of whose writes fail; asked with whether it is a change of an item that is there.
private struct BrokenTable: Table {
    let inner: MemoryTable
    let fails: @Sendable (_ isUpdate: Bool) -> Bool

    init(_ inner: MemoryTable, fails: @escaping @Sendable (_ isUpdate: Bool) -> Bool) {
        self.inner = inner
        self.fails = fails
    }

    private func check(_ isUpdate: Bool) throws {
        if fails(isUpdate) { throw FdnixError(.network, "the table does not answer") }
    }

    var location: String { inner.location }
    var schema: TableSchema { inner.schema }
    func get(_ key: ItemKey, consistent: Bool) async throws -> Item? { try inner.get(key, consistent: consistent) }
    func put(_ item: Item, if condition: ItemCondition?) async throws -> Item? {
        try check(false)
        return try inner.put(item, if: condition)
    }
    func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        try check(true)
        return try inner.update(key, updates, if: condition)
    }
    func delete(_ key: ItemKey, if condition: ItemCondition?) async throws -> Item? {
        try inner.delete(key, if: condition)
    }
    func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        try inner.query(query, limit: limit, token: token)
    }
    func scan(_ segment: ScanSegment, limit: Int, token: String?) async throws -> ItemPage {
        try inner.scan(segment, limit: limit, token: token)
    }
    func batchGet(_ keys: [ItemKey], consistent: Bool) async throws -> (items: [Item], unprocessed: [ItemKey]) {
        try inner.batchGet(keys, consistent: consistent)
    }
    func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] { try inner.batchWrite(writes) }
    func transact(_ writes: [ItemWrite], token: String) async throws { try inner.transact(writes, token: token) }
    func changes(after cursor: String?, limit: Int) async throws -> ChangePage {
        try inner.changes(after: cursor, limit: limit)
    }
}
