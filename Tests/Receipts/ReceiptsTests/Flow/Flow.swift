import Basics
import JSON
import ObjectStorage
import QueueConformance
import Queues
import ReceiptCollections
import ReceiptModel
import SQLite
import Synchronization
import Tables
import TestSupport

@testable import Receipts

/// What the tests of messages and queues share.
enum Flow {
    static let image = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"
    /// Where a `ManualClock` begins.
    static let start = 1_700_000_000_000

    static func receipt(_ number: Int = 1) throws -> ReceiptKey { try ReceiptKey(imageID: image, receiptID: number) }

    /// A run of a receipt that was made `minutes` before the start.
    static func run(_ number: Int, receipt: Int? = nil, minutes: Int = 0) throws -> CompactionRun {
        CompactionRun(
            try self.receipt(receipt ?? number),
            id: UUIDText.random(from: (0..<16).map { _ in UInt8(truncatingIfNeeded: number) }),
            created: ReceiptTime(milliseconds: start).adding(minutes: -minutes))
    }

    /// The change that an item's putting is.
    static func insert(_ run: CompactionRun, id: String = "change") -> ItemChange {
        change(id, .run(run.receipt, id: run.id), from: nil, to: run.item)
    }

    /// A change of the item of an entity.
    static func change(_ id: String, _ entity: EntityKey, from old: Item?, to new: Item?) -> ItemChange {
        let keys: Item = ["PK": entity.itemKey.partition, "SK": entity.itemKey.sort ?? .null]
        let kind: ItemChange.Kind = old == nil ? .insert : new == nil ? .remove : .modify
        return ItemChange(id: id, kind: kind, keys: keys, oldImage: old, newImage: new, time: start)
    }

    /// The body and attributes of the message that one collection gets of a run.
    static func message(_ run: CompactionRun, _ collection: CollectionName, record: String = "r") -> OutgoingMessage {
        var message = Sweep.message(run, collection, region: "us-east-1", now: ReceiptTime(milliseconds: start))
        message.recordID = record
        return OutgoingMessage(message.body, attributes: message.attributes)
    }

    static func send(_ messages: [OutgoingMessage], to queue: any Queue) async throws {
        for result in try await queue.send(messages) { _ = try result.get() }
    }

    /// Takes all messages that are visible.
    static func all(_ queue: any Queue) async throws -> [ReceivedMessage] {
        var messages: [ReceivedMessage] = []
        while case let more = try await queue.receive(ReceiveOptions(visibility: .seconds(600))), !more.isEmpty {
            messages += more
        }
        return messages
    }

    /// A clock's time, where nobody sleeps to the end: for what must not wake up in a test.
    static func still(_ clock: ManualClock) -> TimeSource {
        TimeSource(now: clock.source.now, sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
    }

    /// Whether SQLite is installed; says once why not.
    static let hasSQLite: Bool = {
        do {
            _ = try SQLite.Library.load()
            return true
        } catch {
            Skips.note("receipts' tables and queues in files of SQLite", "\(error)")
            return false
        }
    }()

    /// Everything in memory.
    static func cloud(
        _ clock: ManualClock, table: (any Table)? = nil, maxReceiveCount: Int = 100
    ) -> ReceiptCloud {
        let now = clock.source.now
        let stores = ["collections": MemoryObjectStore(now: now), "artifacts": MemoryObjectStore(now: now)]
        return ReceiptCloud(
            bucket: { stores[$0] ?? MemoryObjectStore(now: now) }, collectionsBucket: "collections",
            artifactsBucket: "artifacts",
            table: table ?? MemoryTable(RunTable.schema, time: clock.source),
            embedQueue: queue(clock, maxReceiveCount: 5),
            collectionQueues: [
                .lines: queue(clock, maxReceiveCount: maxReceiveCount),
                .words: queue(clock, maxReceiveCount: maxReceiveCount),
            ])
    }

    static func queue(_ clock: ManualClock, maxReceiveCount: Int = 100) -> MemoryQueue {
        MemoryQueue(
            deadLetters: MemoryQueue(name: "dead", time: clock.source), maxReceiveCount: maxReceiveCount,
            time: clock.source)
    }
}

/// A queue in which things go wrong as a test wants, and that remembers what was asked of it.
final class TroubledQueue: Queue {
    struct Troubles: Sendable {
        /// What becomes of a message that is sent: nil where it arrives. The number counts the calls.
        var send: (@Sendable (_ call: Int, OutgoingMessage) -> FdnixError?)?
        var receive: (@Sendable (ReceiveOptions) throws -> Void)?
        var delete: (@Sendable () throws -> Void)?
    }

    let queue: any Queue
    private let troubles: Troubles
    private let log = Mutex<(groups: [Int], extended: [[String]])>(([], []))

    init(_ queue: any Queue, _ troubles: Troubles = Troubles()) {
        self.queue = queue
        self.troubles = troubles
    }

    /// How many messages each call of `send` had.
    var groups: [Int] { log.withLock { $0.groups } }
    /// The receipts of each call of `extend`.
    var extended: [[String]] { log.withLock { $0.extended } }
    var location: String { queue.location }
    var deadLetters: (any Queue)? { queue.deadLetters }
    var maxReceiveCount: Int? { queue.maxReceiveCount }

    func send(_ messages: [OutgoingMessage]) async throws -> [Result<String, FdnixError>] {
        let call = log.withLock { log in
            log.groups.append(messages.count)
            return log.groups.count
        }
        var results: [Result<String, FdnixError>] = []
        for message in messages {
            if let error = troubles.send?(call, message) {
                results.append(.failure(error))
            } else {
                results += try await queue.send([message])
            }
        }
        return results
    }

    func receive(_ options: ReceiveOptions) async throws -> [ReceivedMessage] {
        try troubles.receive?(options)
        return try await queue.receive(options)
    }

    func extend(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>] {
        log.withLock { $0.extended.append(receipts) }
        return try await queue.extend(receipts, visibility: visibility)
    }

    func delete(_ receipts: [String]) async throws -> [Result<Void, FdnixError>] {
        try troubles.delete?()
        return try await queue.delete(receipts)
    }

    func depth() async throws -> QueueDepth { try await queue.depth() }
}

extension QueuePoller {
    /// Handles what there is now, and returns when there is nothing more to receive at once; gives how many messages it was.
    func pollOnce() async throws -> Int {
        var count = 0
        while case let messages = try await receive(upTo: settings.batchSize, wait: .zero), !messages.isEmpty {
            await work(messages)
            count += messages.count
        }
        return count
    }
}
