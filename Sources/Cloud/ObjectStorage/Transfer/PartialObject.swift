import Basics
import Synchronization

/// A file that an object is downloaded into, and beside it the note of which parts are there. One process at a time has it.
final class PartialObject: Sendable {
    /// What the parts are written to.
    let file: RandomAccessFile
    private let target: String
    private let journal: RandomAccessFile
    private let lock: FileLock
    /// How long the journal is.
    private let noted = Mutex(0)

    /// More than the journal of any object has bytes.
    private static let journalLimit = 1 << 24

    /// Opens what is there of a download to `target`. Throws `io`, also where another process is at it.
    init(for target: String) throws {
        self.target = target
        let journalPath = target + ".part.journal"
        lock = try FileLock(
            path: journalPath, busy: "another process is fetching \(target); wait for it, or end it first")
        journal = try RandomAccessFile(writing: journalPath)
        file = try RandomAccessFile(writing: target + ".part")
    }

    /// Begins, or goes on with, the download of a version; the parts that are there already.
    func begin(_ version: DownloadPlan.Version) throws -> Set<Int> {
        var version = version
        version.boot = Self.boot
        let text = String(decoding: try journal.blockingRead(Self.journalLimit, at: 0), as: UTF8.self)
        let parts = DownloadJournal.parts(in: text, of: version)
        let last = parts.max().map { version.plan.range(of: $0).upperBound } ?? 0
        if !parts.isEmpty, FileSystem.size(of: file.path) ?? 0 >= last {
            // Whatever a cut line left behind the last whole one.
            noted.withLock { $0 = text.utf8.count - text.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count }
            return parts
        }
        try journal.truncate(to: 0)
        try file.truncate(to: 0)
        noted.withLock { $0 = 0 }
        try append(DownloadJournal.head(version))
        return []
    }

    private func append(_ line: String) throws {
        let bytes = Array(line.utf8)
        try noted.withLock { noted in
            try journal.blockingWrite(bytes, at: noted)
            noted += bytes.count
        }
    }

    /// Notes that a part is there; its bytes were written before.
    func note(_ part: Int) throws { try append(DownloadJournal.line(part)) }

    /// Puts the finished file in its place.
    func finish(size: Int) throws {
        try file.truncate(to: size)
        try AtomicFile.replace(target, with: file.path)
        try FileSystem.remove(journal.path)
    }

    /// Removes all of it.
    func discard() throws {
        try FileSystem.remove(file.path)
        try FileSystem.remove(journal.path)
    }

    /// What tells this start of the machine from others; a word of its own for each process where the system does not say.
    private static let boot: String = {
        let file = try? RandomAccessFile(reading: "/proc/sys/kernel/random/boot_id")
        let bytes = (try? file?.blockingRead(36, at: 0)) ?? []
        return bytes.isEmpty ? UInt64.random(in: 0 ... .max).hexadecimal : String(decoding: bytes, as: UTF8.self)
    }()
}
