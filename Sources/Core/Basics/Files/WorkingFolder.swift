import Platform

/// A folder of a task's own, removed with all that is in it when nobody has it any more. A lock beside it tells, for as long
/// as the process lives, that it is in use.
public final class WorkingFolder: Sendable {
    /// The absolute or relative path, as made from its parent's.
    public let path: String
    private let lock: FileLock

    private static let lockSuffix = ".lock"

    /// Makes a folder below `parent`, for this user alone, whose name begins with `prefix`. Throws `io`.
    public init(in parent: String, prefix: String) throws {
        path = "\(parent)/\(prefix)\(RandomUUID.text())"
        try FileSystem.createDirectories(parent)
        lock = try FileLock(waitingAt: path + Self.lockSuffix)
        guard mkdir(path, 0o700) == 0 else {
            let error = FdnixError.io("create the directory", path)
            unlink(path + Self.lockSuffix)
            throw error
        }
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit { Self.remove(path) }

    /// Removes the folders below `parent` that processes left which were killed; what cannot be removed stays.
    public static func removeAbandoned(in parent: String, prefix: String) {
        for name in (try? FileSystem.entries(of: parent)) ?? []
        where name.hasPrefix(prefix) && name.hasSuffix(lockSuffix) {
            let path = "\(parent)/\(name.dropLast(lockSuffix.count))"
            guard let lock = try? FileLock(path: path + lockSuffix, busy: "in use") else { continue }
            withExtendedLifetime(lock) { remove(path) }
        }
    }

    private static func remove(_ path: String) {
        FileSystem.removeTree(path)
        unlink(path + lockSuffix)
    }
}

extension FileSystem {
    /// Removes a file, or a directory with all that is in it, as far as the system lets; links are removed and not followed.
    public static func removeTree(_ path: String) {
        if kind(of: path) == .directory {
            for name in (try? entries(of: path)) ?? [] { removeTree("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
