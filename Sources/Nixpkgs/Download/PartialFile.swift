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

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FdnixError.io("create", path) }
        size = FileSystem.size(of: path) ?? 0
        validator = (try? FileSystem.read(infoPath)).map { String(decoding: $0, as: UTF8.self) }
        if validator?.isEmpty ?? true { try restart(validator: nil) }
    }

    deinit { close(descriptor) }

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
