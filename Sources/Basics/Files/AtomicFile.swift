#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Replaces files all at once: build beside the target, sync, rename. A reader sees the old file or the new one.
public enum AtomicFile {
    /// The name under which this process builds the next version of `target`.
    public static func temporaryPath(for target: String) -> String { "\(target).tmp-\(getpid())" }

    /// Puts the finished file `temporary` in the place of `target`: fsync, rename, fsync of the directory.
    public static func replace(_ target: String, with temporary: String) throws {
        try sync(temporary)
        guard rename(temporary, target) == 0 else { throw FdnixError.io("replace", target) }
        try sync(FileSystem.directory(of: target), flags: O_RDONLY | O_DIRECTORY)
    }

    /// Writes `target` through `body`, which receives the temporary path; on an error nothing is left behind.
    public static func write<T>(_ target: String, _ body: (String) throws -> T) throws -> T {
        let temporary = temporaryPath(for: target)
        do {
            let result = try body(temporary)
            try replace(target, with: temporary)
            return result
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Writes `bytes` to `target`.
    public static func write(_ bytes: [UInt8], to target: String) throws {
        try write(target) { temporary in
            let file = try FileWriter(creating: temporary)
            try bytes.withUnsafeBytes { try file.write($0) }
            try file.close()
        }
    }

    /// Removes what earlier, killed runs left beside `target` (`target.tmp-PID` of processes that are gone).
    public static func removeStale(beside target: String) {
        let directory = FileSystem.directory(of: target)
        let prefix = FileSystem.name(of: target) + ".tmp-"
        for name in (try? FileSystem.entries(of: directory)) ?? [] where name.hasPrefix(prefix) {
            let digits = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let pid = Int32(digits), pid != getpid() else { continue }
            if kill(pid, 0) == -1 && errno == ESRCH { unlink("\(directory)/\(name)") }
        }
    }

    /// Flushes a file or directory to the disk.
    public static func sync(_ path: String, flags: Int32 = O_RDONLY) throws {
        let descriptor = retryingInterrupts { open(path, flags | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FdnixError.io("open", path) }
        defer { close(descriptor) }
        // Some file systems cannot sync a directory; a file must.
        guard fsync(descriptor) == 0 || (flags & O_DIRECTORY) != 0 else { throw FdnixError.io("write", path) }
    }
}
