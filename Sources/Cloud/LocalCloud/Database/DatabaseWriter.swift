import Basics
import SQLite

/// The one connection of a process that writes. Writes that come while the disk is busy share the next transaction, and
/// with it the waiting for the disk.
actor DatabaseWriter {
    private typealias Job = (body: (Connection) -> Void, done: (Result<Void, any Error>) -> Void)

    /// The most writes of one transaction, so that none waits for long.
    private static let largestGroup = 256

    private let executor = BlockingExecutor(label: "fdnix.local-database.writer")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private let path: String
    private let connection: Connection
    private var waiting: [Job] = []

    /// Opens the file, and makes its tables where they are missing.
    init(_ path: String) async throws {
        self.path = path
        let connection = try Connection(path)
        try DatabaseFormat.prepare(connection)
        self.connection = connection
    }

    /// Runs `body` in a transaction, perhaps with others'. Where `body` throws, its writes alone are undone.
    func write<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            // Set by the body, read when the transaction has ended; both on this actor.
            var outcome: Result<T, any Error>?
            let job: Job = (
                { connection in
                    outcome = Result { try connection.savepoint { try body(connection) } }
                },
                { end in continuation.resume(with: end.flatMap { outcome ?? .failure(CancellationError()) }) }
            )
            waiting.append(job)
            // Those who called meanwhile stand before this task in the executor's queue, and join the group.
            if waiting.count == 1 { Task { self.writeGroup() } }
        }
    }

    private func writeGroup() {
        var group = Array(waiting.prefix(Self.largestGroup))
        waiting.removeFirst(group.count)
        if !waiting.isEmpty { Task { self.writeGroup() } }
        let end = Result {
            try connection.transaction {
                for job in group {
                    job.body(connection)
                    guard connection.isInTransaction else {
                        throw FdnixError(
                            .database, "\(path): a failure ended the transaction of several writes; try again")
                    }
                }
            }
        }
        let endings = group.map(\.done)
        // What the writes held, locks of files among it, is let go of before their callers go on.
        group = []
        for done in endings { done(end) }
    }
}

/// The connection of a process that reads, beside the one that writes.
actor DatabaseReader {
    private let executor = BlockingExecutor(label: "fdnix.local-database.reader")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private let connection: Connection

    init(_ path: String) async throws {
        connection = try Connection(path)
    }

    /// Opens a file that this process may only read, and checks that it can.
    init(readOnly path: String) async throws {
        let log = "\(path)-wal"
        // Without anything in the log nobody writes just now. To read a log takes a file beside it, which cannot be made here.
        let isAlone = FileSystem.size(of: log) ?? 0 == 0
        do {
            connection = try Connection(path, isAlone ? .immutable : .readOnly)
            try DatabaseFormat.check(connection)
        } catch let error as FdnixError where error.code == .io {
            throw FdnixError(
                .io,
                "cannot read \(path), which this user may not write to: have its owner run a command once, which takes in "
                    + "what lies in \(log), or let this user read the files beside it", underlying: error.underlying)
        }
    }

    /// Runs `body` on what is written so far.
    func read<T: Sendable>(_ body: @Sendable (Connection) throws -> T) throws -> T { try body(connection) }
}
