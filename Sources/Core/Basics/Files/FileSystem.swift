import Platform

/// Questions about paths and the files behind them.
public enum FileSystem {
    /// The directory part; `.` for a bare name.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What stands behind the last slash; the whole of a bare name, and nothing of a path that ends with a slash.
    public static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Whether anything is at `path`.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path of what is at `path`, without links and relative parts. Throws `io` where there is nothing.
    public static func realPath(_ path: String) throws(FdnixError) -> String {
        guard let real = realpath(path, nil) else { throw .io("find", path) }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether `path` is a directory, or a link to one.
    public static func isDirectory(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// What is at a path.
    public enum Kind: Sendable {
        /// A file with bytes of its own.
        case regularFile
        /// A directory of other files.
        case directory
        /// A link, a pipe, a device.
        case other
    }

    /// What is at `path` itself, links not followed; nil where nothing is.
    public static func kind(of path: String) -> Kind? {
        var info = stat()
        guard lstat(path, &info) == 0 else { return nil }
        return switch info.st_mode & S_IFMT {
        case S_IFREG: .regularFile
        case S_IFDIR: .directory
        default: .other
        }
    }

    /// Whether this process may create or replace files in the directory `path`.
    public static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// Whether this process may read the file at `path`, or list the directory there and reach what is in it.
    public static func isReadable(_ path: String) -> Bool { access(path, isDirectory(path) ? R_OK | X_OK : R_OK) == 0 }

    /// Size in bytes, nil when there is no such file.
    public static func size(of path: String) -> Int? {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : nil
    }

    /// When a file was last changed, in nanoseconds since 1970; nil when there is no such file.
    public static func modificationTime(of path: String) -> Int? { identity(of: path)?.modified }

    /// What tells the file at `path` from one that replaced it; nil when there is none.
    public static func identity(of path: String) -> FileIdentity? {
        var info = stat()
        return stat(path, &info) == 0 ? FileIdentity(info) : nil
    }

    /// The names in a directory, sorted, without `.` and `..`. Throws `notFound` or `io`.
    public static func entries(of path: String) throws -> [String] {
        var names: [String] = []
        _ = try hasEntry(in: path) { name in
            names.append(name)
            return false
        }
        return names.sorted()
    }

    /// Whether a name in a directory meets the condition; it is read no further than to the first of them. Throws `notFound`, `io`,
    /// and what the condition throws.
    public static func hasEntry(in path: String, where isWanted: (String) throws -> Bool) throws -> Bool {
        guard let directory = opendir(path) else { throw FdnixError.io("list", path) }
        defer { closedir(directory) }
        guard let place = MemoryLayout<dirent>.offset(of: \.d_name) else { throw FdnixError.io("list", path) }
        while let entry = readdir(directory) {
            // Read in place: an entry is only as long as its name, and the whole field may reach past the end of its memory.
            let name = String(cString: UnsafeRawPointer(entry).advanced(by: place).assumingMemoryBound(to: UInt8.self))
            if name != ".", name != "..", try isWanted(name) { return true }
        }
        return false
    }

    /// Creates `path` and its missing parents, mode 0755. Throws `io`, also where a part of the path is a file.
    public static func createDirectories(_ path: String) throws {
        if isDirectory(path) { return }
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += (built.isEmpty || built == "/" ? "" : "/") + part
            if mkdir(built, 0o755) == 0 { continue }
            let error = SystemError()
            guard isDirectory(built) else {
                throw FdnixError.io(
                    "create the directory", built, error: error.number == EEXIST ? SystemError(number: ENOTDIR) : error)
            }
        }
    }

    /// Removes a file, also where it is gone already. Throws `io` where the system refuses.
    public static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw FdnixError.io("remove", path) }
    }

    /// Copies the file at `path` to `target`, which it creates or empties, mode 0644. Throws `notFound` or `io`.
    public static func copy(_ path: String, to target: String) throws {
        let source = try MappedFile(path: path)
        let writer = try FileWriter(creating: target)
        try writer.write(source.bytes)
        try writer.close()
    }

    /// The bytes of a whole (small) file, copied into memory. Throws `notFound` or `io`.
    public static func read(_ path: String) throws -> [UInt8] {
        let file = try MappedFile(path: path)
        return [UInt8](file.bytes)
    }
}

/// Tells one file from another at the same path.
public struct FileIdentity: Sendable, Hashable {
    /// The device and the inode.
    public var device, number: UInt64
    /// The file's size in bytes.
    public var size: Int
    /// When its contents were last changed, in nanoseconds since 1970.
    public var modified: Int

    /// Whether both are the same file, whatever was written to it since.
    public func isSameFile(as other: FileIdentity?) -> Bool { device == other?.device && number == other?.number }

    init(_ info: stat) {
        #if canImport(Darwin)
            let time = info.st_mtimespec
        #else
            let time = info.st_mtim
        #endif
        device = UInt64(truncatingIfNeeded: info.st_dev)
        number = UInt64(info.st_ino)
        size = Int(info.st_size)
        modified = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
