import Platform
import Synchronization

/// Replaces files all at once: build beside the target, sync, rename. A reader sees the old file or the new one.
public enum AtomicFile {
    /// A name beside `target` under which its next version can be built: another one at every call, and on every host
    /// and in every container that shares the file system.
    public static func temporaryPath(for target: String) -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(target)\(marker)\(ProcessSpace.name)-\(getpid())-\(number)"
    }

    private static let count = Atomic<UInt32>(0)
    private static let marker = ".tmp-"

    /// What of a file has to be on the disk before others see it, and before it is called done.
    public enum Durability: Sendable {
        /// Its bytes, then its name.
        case whole
        /// Its name: the bytes are there already.
        case name
        /// Nothing. When the power fails the old file may be there, the new one, or one without its bytes.
        case none
    }

    /// Puts the finished file `temporary` in the place of `target`: fsync, rename, fsync of the directory, as far as `durability` asks.
    public static func replace(_ target: String, with temporary: String, _ durability: Durability = .whole) throws {
        if durability == .whole { try sync(temporary) }
        guard rename(temporary, target) == 0 else { throw FdnixError.io("replace", target) }
        if durability != .none { try syncDirectory(FileSystem.directory(of: target)) }
    }

    /// Writes `target` through `body`, which receives the temporary path; on an error nothing is left behind.
    public static func write<T>(
        _ target: String, _ durability: Durability = .whole, _ body: (String) throws -> T
    ) throws -> T {
        let temporary = temporaryPath(for: target)
        do {
            let result = try body(temporary)
            try replace(target, with: temporary, durability)
            return result
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Replaces `target` by a file of `bytes`, whole or not at all. Throws `io`, and leaves `target` as it was.
    public static func write(_ bytes: [UInt8], to target: String, _ durability: Durability = .whole) throws {
        try write(target, durability) { temporary in
            let file = try FileWriter(creating: temporary)
            try bytes.withUnsafeBytes { try file.write($0) }
            try file.close()
        }
    }

    /// Removes what killed runs left beside `target`: temporary files of this host's (or container's) processes that are
    /// gone, and those of other hosts that nobody has written to for two days.
    public static func removeStale(beside target: String) {
        let directory = FileSystem.directory(of: target)
        let prefix = FileSystem.name(of: target) + marker
        for name in (try? FileSystem.entries(of: directory)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(directory)/\(name)"
            if isStale(name.dropFirst(prefix.count), path) { unlink(path) }
        }
    }

    /// Whether nobody is at work on a file whose name ends in `SPACE-PID-NUMBER` (and perhaps `.wal`).
    private static func isStale(_ suffix: Substring, _ path: String) -> Bool {
        let parts = suffix.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let pid = Int32(parts[1]), pid > 0, parts[2].first?.isNumber == true else {
            return false
        }
        guard parts[0] == ProcessSpace.name else {
            guard let changed = FileSystem.modificationTime(of: path) else { return false }
            return Timestamp.milliseconds - changed / 1_000_000 > foreignAge
        }
        return pid != getpid() && kill(pid, 0) == -1 && errno == ESRCH
    }

    /// Two days, in milliseconds: longer than anything here takes to write a file.
    private static let foreignAge = 48 * 3_600_000

    /// Flushes a file to the disk. Throws `io`.
    public static func sync(_ path: String) throws {
        guard try flush(path, O_RDONLY) else { throw FdnixError.io("write", path) }
    }

    /// Flushes the names in a directory to the disk, where the file system can. Throws `io` where it cannot be opened.
    public static func syncDirectory(_ path: String) throws { _ = try flush(path, O_RDONLY | O_DIRECTORY) }

    private static func flush(_ path: String, _ flags: Int32) throws -> Bool {
        let descriptor = retryingInterrupts { open(path, flags | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FdnixError.io("open", path) }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}

/// Where process numbers mean the same: a host, or a container with a PID namespace of its own.
enum ProcessSpace {
    /// Eight hexadecimal digits, from the host's name and the PID namespace.
    static let name: String = {
        var host = [UInt8](repeating: 0, count: 256)
        host.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            _ = gethostname(base, bytes.count - 1)
        }
        var namespace = [UInt8](repeating: 0, count: 64)
        namespace.withUnsafeMutableBytes { bytes in
            // Not there but on Linux; then the host alone tells.
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            _ = readlink("/proc/self/ns/pid", base, bytes.count)
        }
        let hash = (host + namespace).withUnsafeBytes { XXHash64.hash($0) }
        return UInt32(truncatingIfNeeded: hash).hexadecimal
    }()
}
