import Basics
import SQLite
import Synchronization

/// Who receives messages: an open database of a process. It holds a lock on a file for as long as it lives, so that others
/// can tell when it is gone, and give back what it had received.
final class Consumer: Sendable {
    /// Tells this consumer from all others.
    let id: String
    private let lockPath: String
    private let lock = Mutex<FileLock?>(nil)

    init(path: String) {
        id = "\(UInt64.random(in: 0 ... .max).hexadecimal)"
        lockPath = Self.lockPath(path, id)
    }

    /// Says that this consumer is there, before it receives for the first time; in a transaction of `connection`.
    func enter(_ connection: Connection) throws {
        try lock.withLock { lock in
            guard lock == nil else { return }
            try FileSystem.createDirectories(FileSystem.directory(of: lockPath))
            lock = try FileLock(path: lockPath, busy: "\(lockPath) is locked by another process")
        }
        try connection.run("INSERT OR IGNORE INTO consumer VALUES (?)", [.text(id)])
    }

    deinit {
        // Where this fails, the next process that opens the database does it.
        if lock.withLock({ $0 != nil }) { try? FileSystem.remove(lockPath) }
    }

    /// Whether a consumer is gone that had entered once.
    static func isGone(_ id: String, path: String) throws -> Bool {
        let lockPath = lockPath(path, id)
        guard FileSystem.exists(lockPath) else { return true }
        guard let lock = try? FileLock(path: lockPath, busy: "") else { return false }
        try FileSystem.remove(lockPath)
        withExtendedLifetime(lock) {}
        return true
    }

    /// Gives back at once what consumers had received that are gone; in a transaction of `connection`.
    static func recover(_ connection: Connection, path: String, now: Int) throws {
        for id in try connection.all("SELECT id FROM consumer", [], { $0.text(0) ?? "" }) {
            let lockPath = lockPath(path, id)
            try FileSystem.createDirectories(FileSystem.directory(of: lockPath))
            // A consumer is in the table only while it holds the lock, or after.
            guard let lock = try? FileLock(path: lockPath, busy: "") else { continue }
            try connection.run(
                "UPDATE message SET visible_at = min(visible_at, ?), consumer = NULL WHERE consumer = ?",
                [.int(now), .text(id)])
            try connection.run("DELETE FROM consumer WHERE id = ?", [.text(id)])
            try FileSystem.remove(lockPath)
            withExtendedLifetime(lock) {}
        }
    }

    private static func lockPath(_ path: String, _ id: String) -> String { "\(path)-consumers/\(id)" }
}
