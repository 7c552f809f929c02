public import Basics
public import ObjectStorage
public import ReceiptEvents
public import ReceiptModel
public import Tables

/// Applies groups of messages to one collection: lists runs, checks bundles, has the next version made and published, marks
/// the runs. What is done in which order says `GroupCompaction`; here it is done.
///
/// ```swift
/// let compaction = Compaction(writer, runs: runs, table: table, bundles: bucket, lock: settings, events: events)
/// let ending = try await compaction.run(messages)
/// ```
public struct Compaction: Sendable {
    /// How a group ended.
    public struct Ending: Sendable {
        /// Which messages are done with, and which have to come again.
        public var endings: GroupCompaction.Endings
        /// Whether nothing was done, as the lock is held elsewhere: the messages should come again in 30 to 60 seconds.
        public var isLocked: Bool
        /// The version that readers see now; nil where none was published.
        public var published: String?

        /// An ending with these messages.
        public init(_ endings: GroupCompaction.Endings, isLocked: Bool = false, published: String? = nil) {
            self.endings = endings
            self.isLocked = isLocked
            self.published = published
        }
    }

    let writer: any CollectionWriter
    let runs: RunTable
    let table: any Table
    let bundles: BundleStore
    let lock: LockSettings?
    let limits: GroupCompaction.Limits
    let updatesStatus: Bool
    let events: ReceiptEvents
    let time: TimeSource

    /// Compactions of one collection. `bundles` is the bucket that bundles lie in, `bucketName` its name where that is known;
    /// without `lock` the pointer's condition alone
    /// decides who is first. `updatesStatus`: whether items of lines and words are told that they are searchable.
    public init(
        _ writer: any CollectionWriter, runs: RunTable, table: any Table, bundles: any ObjectStore,
        bucketName: String? = nil, lock: LockSettings?, limits: GroupCompaction.Limits = .init(),
        updatesStatus: Bool = true,
        events: ReceiptEvents, time: TimeSource = .system, temporaryDirectory: String = "/tmp"
    ) {
        self.writer = writer
        self.runs = runs
        self.table = table
        self.bundles = BundleStore(bundles, name: bucketName, temporaryDirectory: temporaryDirectory)
        self.lock = lock
        self.limits = limits
        self.updatesStatus = updatesStatus
        self.events = events.of(writer.name)
        self.time = time
    }

    /// Applies a group of messages. Throws nothing but `CancellationError`: what failed is told by the messages that are
    /// returned.
    public func run(_ messages: [GroupMessage]) async throws -> Ending {
        guard !messages.isEmpty else { return Ending(.init()) }
        let owner = RandomUUID.text()
        guard let lock else { return try await apply(messages, owner) { false } }
        let keeper: LockKeeper
        do {
            let own = CompactionLock(
                writer.name, owner: owner, minutes: lock.minutes, holder: try await lock.holders?.holder())
            keeper = LockKeeper(table, own, lock, events, time)
            if case .held(let end) = try await keeper.acquire() {
                let reason = "the compaction lock is held\(end.map { " until \($0)" } ?? "")"
                return Ending(Self.returning(messages, reason), isLocked: true)
            }
        } catch let error as CancellationError { throw error } catch {
            events.error("cannot take the compaction lock: \(Self.reason(error))")
            return Ending(Self.returning(messages, "the compaction lock could not be taken"))
        }
        return try await keeper.whileHeld { isLost in try await apply(messages, owner, isLost) }
    }

    private func apply(
        _ messages: [GroupMessage], _ owner: String, _ isLost: @escaping @Sendable () -> Bool
    ) async throws -> Ending {
        let session: any CompactionSession
        do { session = try await writer.session(owner: owner) } catch let error as CancellationError {
            throw error
        } catch {
            events.error("cannot begin with the collection: \(Self.reason(error))")
            return Ending(Self.returning(messages, Self.reason(error)))
        }
        var work = GroupWork(self, session, messages, isLost)
        do {
            let ending = try await work.run()
            await session.end(published: ending.published)
            return ending
        } catch {
            await session.end(published: nil)
            throw error
        }
    }

    private static func returning(_ messages: [GroupMessage], _ reason: String) -> GroupCompaction.Endings {
        var endings = GroupCompaction.Endings()
        for message in messages { endings.returned[message.id] = reason }
        return endings
    }

    /// An error in one line, as runs keep it.
    static func reason(_ error: any Error) -> String { (error as? FdnixError)?.message ?? "\(error)" }
}
