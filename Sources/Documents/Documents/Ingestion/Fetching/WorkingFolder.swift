import Basics
import Platform

/// A folder of a task's own, removed with all that is in it when nobody has it any more. A lock beside it tells, for as long
/// as the process lives, that it is in use.
final class WorkingFolder: Sendable {
    /// Where it is.
    let path: String
    private let lock: FileLock

    private static let prefix = "embed-documents-"
    private static let lockSuffix = ".lock"

    /// Makes a folder below `parent`, for this user alone. Throws `io`.
    init(in parent: String) throws {
        path = "\(parent)/\(Self.prefix)\(RandomUUID.text())"
        try FileSystem.createDirectories(parent)
        lock = try FileLock(waitingAt: path + Self.lockSuffix)
        guard mkdir(path, 0o700) == 0 else {
            let error = FdnixError.io("create the directory", path)
            unlink(path + Self.lockSuffix)
            throw error
        }
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit { Self.remove(path) }

    /// Removes the folders below `parent` that processes left which were killed; what cannot be removed stays.
    static func removeAbandoned(in parent: String) {
        for name in (try? FileSystem.entries(of: parent)) ?? []
        where name.hasPrefix(prefix) && name.hasSuffix(lockSuffix) {
            let path = "\(parent)/\(name.dropLast(lockSuffix.count))"
            guard let lock = try? FileLock(path: path + lockSuffix, busy: "in use") else { continue }
            withExtendedLifetime(lock) { remove(path) }
        }
    }

    private static func remove(_ path: String) {
        for name in (try? FileSystem.entries(of: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
        unlink(path + lockSuffix)
    }
}
