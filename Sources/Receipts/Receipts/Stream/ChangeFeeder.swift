public import Basics
public import ReceiptEvents
public import Tables

/// Hands a table's changes to the stream processor where no Lambda does: reads them page by page, and remembers in a file how
/// far it came.
///
/// The file is written after the messages are in their queues, so that every change is told at least once, whenever the
/// process ends.
public struct ChangeFeeder: Sendable {
    private let table: any Table
    private let processor: StreamProcessor
    private let cursorPath: String
    private let events: ReceiptEvents
    private let time: TimeSource

    private let pause: Duration

    private static let pageSize = 500
    /// How long after a ring what is written meanwhile is told together.
    private static let breath = Duration.milliseconds(5)
    private static let backoff = Backoff(base: .seconds(1), cap: .seconds(30))

    /// Reads the changes of `table`; `cursorPath` is the file that says how far it came, made when it is not there.
    /// `pause` is how long the table is left alone between two looks, unless its bell is rung.
    public init(
        _ table: any Table, _ processor: StreamProcessor, cursorPath: String,
        pause: Duration = .milliseconds(50), events: ReceiptEvents, time: TimeSource = .system
    ) {
        self.table = table
        self.processor = processor
        self.cursorPath = cursorPath
        self.pause = pause
        self.events = events
        self.time = time
    }

    /// Hands on all changes that are there; gives how many. Throws the reason where one could not be queued: it and what
    /// follows come again with the next call.
    public func feed() async throws -> Int {
        var (cursor, count) = (try storedCursor(), 0)
        while true {
            let page = try await page(after: cursor)
            let report = try await processor.process(page.changes)
            if let reason = report.reason { throw reason }
            count += page.changes.count
            if page.cursor != cursor {
                try store(page.cursor)
                try await table.forgetChanges(upTo: page.cursor)
            }
            // Not where the cursor is the same: that of a stream at AWS never is.
            guard page.changes.count == Self.pageSize else { return count }
            cursor = page.cursor
        }
    }

    /// Hands on changes as they come, until the task is cancelled; what fails is tried again. Throws `CancellationError`.
    public func run() async throws {
        var failures = 0
        while true {
            try Task.checkCancellation()
            do {
                let heard = table.bell?.rings ?? 0
                _ = try await feed()
                failures = 0
                try await wait(after: heard)
            } catch let error as FdnixError {
                failures += 1
                events.error("The table's changes could not be handed on, and are tried again: \(error)")
                try await time.sleep(Self.backoff.pause(after: failures, random: .random(in: 0.5..<1)))
            }
        }
    }

    private func wait(after heard: Int) async throws {
        guard let bell = table.bell else { return try await time.sleep(pause) }
        try await bell.wait(after: heard, atMost: pause, time)
        if bell.rings != heard { try await time.sleep(Self.breath) }
    }

    /// Whether every change there is was handed on, by whichever process.
    public func isIdle() async throws -> Bool {
        try await page(after: try storedCursor(), limit: 1).changes.isEmpty
    }

    /// The next changes; from the oldest on where those after the cursor are not kept any more.
    private func page(after cursor: String?, limit: Int = pageSize) async throws -> ChangePage {
        do { return try await table.changes(after: cursor, limit: limit) } catch let error as FdnixError
            where cursor != nil && (error.code == .notFound || error.code == .usage)
        {
            events.warning("Changes were missed; reading starts at the oldest one kept: \(error)")
            return try await table.changes(after: nil, limit: limit)
        }
    }

    /// Not waited for: when the power fails, changes are told again from an older cursor, or from the oldest one kept.
    private func store(_ cursor: String) throws { try AtomicFile.write(Array(cursor.utf8), to: cursorPath, .none) }

    /// How far the changes were handed on; nil for not at all.
    private func storedCursor() throws -> String? {
        guard FileSystem.exists(cursorPath) else { return nil }
        let bytes = try FileSystem.read(cursorPath)
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
