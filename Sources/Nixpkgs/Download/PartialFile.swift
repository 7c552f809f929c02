import Basics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is being downloaded, perhaps over several runs; beside it stands what the server called its version.
final class PartialFile {
    let path: String
    private(set) var size = 0
    /// The `ETag` or `Last-Modified` of what is there; nil when it cannot be continued.
    private(set) var validator: String?
    private let descriptor: Int32

    /// Opens what is there, or begins anew beside it while another download is at it.
    convenience init(path: String) throws {
        var path = path
        var descriptor = try Self.opened(path)
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            close(descriptor)
            path += "-\(UInt64.random(in: 0 ... .max))"
            descriptor = try Self.opened(path)
        }
        try self.init(path: path, descriptor: descriptor)
    }

    private init(path: String, descriptor: Int32) throws {
        self.path = path
        self.descriptor = descriptor
        size = FileSystem.size(of: path) ?? 0
        validator = (try? FileSystem.read(infoPath)).map { String(decoding: $0, as: UTF8.self) }
        if validator?.isEmpty ?? true { try restart(validator: nil) }
    }

    deinit { close(descriptor) }

    private static func opened(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FdnixError.io("create", path) }
        return descriptor
    }

    private var infoPath: String { path + ".version" }

    /// Forgets what is there and notes the version of what comes now.
    func restart(validator: String?) throws {
        guard ftruncate(descriptor, 0) == 0 else { throw FdnixError.io("write", path) }
        size = 0
        self.validator = validator
        if let validator {
            try AtomicFile.write(Array(validator.utf8), to: infoPath)
        } else {
            try FileSystem.remove(infoPath)
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = write(descriptor, base + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FdnixError.io("write", path) }
            done += count
            size += count
        }
    }

    /// Removes file and note.
    func remove() throws {
        try FileSystem.remove(path)
        try FileSystem.remove(infoPath)
    }
}
