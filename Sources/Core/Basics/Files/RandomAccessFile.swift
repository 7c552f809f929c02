import Platform

/// An open file that is read and written at any place, by several tasks at once (`pread`, `pwrite`).
///
/// `read` and `write` work on threads that may block. What is open stays open: a file that is replaced meanwhile is read on as
/// it was.
public final class RandomAccessFile: Sendable {
    /// Where the file was when it was opened, for messages.
    public let path: String
    /// The file's size in bytes when it was opened.
    public let size: Int
    /// What told the file from others when it was opened.
    public let identity: FileIdentity
    private let descriptor: Int32

    /// Opens a regular file for reading. Throws `notFound`, or `io` for what is not a regular file.
    public convenience init(reading path: String) throws {
        // Opening a pipe would wait for its other end.
        try self.init(path, O_RDONLY | O_NONBLOCK, "open")
    }

    /// Opens or creates a file, mode 0644, for reading and writing. Throws `notFound` for a missing directory, else `io`.
    public convenience init(writing path: String) throws { try self.init(path, O_RDWR | O_CREAT, "create") }

    private init(_ path: String, _ flags: Int32, _ action: String) throws {
        let opened = retryingInterrupts { open(path, flags | O_CLOEXEC, 0o644) }
        guard opened >= 0 else { throw FdnixError.io(action, path) }
        var info = stat()
        guard fstat(opened, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw FdnixError(.io, "cannot \(action) \(path): it is not a regular file")
        }
        self.path = path
        descriptor = opened
        identity = FileIdentity(info)
        size = identity.size
    }

    deinit { close(descriptor) }

    /// The file in memory, as it is open here: what has its path by now is another matter. Throws `io`.
    public func mapped() throws -> MappedFile { try MappedFile(descriptor, path) }

    /// Up to `count` bytes from `offset`: fewer at the end of the file, none behind it. Throws `io`.
    public func read(_ count: Int, at offset: Int) async throws -> [UInt8] {
        try await BlockingWork.run { try self.blockingRead(count, at: offset) }
    }

    /// As `read`, on the thread of the caller: for a few bytes.
    public func blockingRead(_ count: Int, at offset: Int) throws -> [UInt8] {
        // An empty array has no memory of its own to read into.
        guard count > 0 else { return [] }
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < count {
                let n = retryingInterrupts {
                    pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                }
                if n < 0 { failure = SystemError() }
                if n <= 0 { return }
                filled += n
            }
        }
        if let failure { throw FdnixError.io("read", path, error: failure) }
        return bytes
    }

    /// Writes all of `bytes` from `offset` on. Throws `io`, as for a full disk.
    public func write(_ bytes: [UInt8], at offset: Int) async throws {
        try await BlockingWork.run { try self.blockingWrite(bytes, at: offset) }
    }

    /// As `write`, on the thread of the caller: for a few bytes.
    public func blockingWrite(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let n = retryingInterrupts {
                    pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
                }
                guard n > 0 else { throw FdnixError.io("write", path) }
                done += n
            }
        }
    }

    /// Cuts or extends the file to `size` bytes. Throws `io`.
    public func truncate(to size: Int) throws {
        guard retryingInterrupts({ ftruncate(descriptor, off_t(size)) }) == 0 else {
            throw FdnixError.io("write", path)
        }
    }
}
