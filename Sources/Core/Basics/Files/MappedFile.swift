import Platform

/// A file mapped read-only; the mapping lives as long as the object.
///
/// The file is expected to be immutable (fdnix replaces files by rename, so a mapping keeps the old bytes).
public final class MappedFile: Sendable {
    /// The file's bytes; valid as long as this object lives.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
    /// The file's size in bytes, as it was when the file was mapped.
    public let count: Int
    // Immutable memory: reading a private, read-only mapping from several threads is safe.
    private nonisolated(unsafe) let base: UnsafeRawPointer?

    /// Maps the regular file at `path`. Throws `notFound`, or `io` for what is not a regular file.
    public convenience init(path: String) throws {
        let descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FdnixError.io("open", path) }
        defer { close(descriptor) }
        try self.init(descriptor, path)
    }

    /// Maps the regular file that is open; `path` is for messages.
    init(_ descriptor: Int32, _ path: String) throws {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw FdnixError.io("read", path) }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw FdnixError(.io, "cannot read \(path): it is not a regular file")
        }
        count = Int(info.st_size)
        guard count > 0 else {
            base = nil
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw FdnixError.io("map", path)
        }
        base = UnsafeRawPointer(address)
    }

    /// Lets the system have back the memory of what was read of the file so far; what is read again comes from the file.
    public func release() {
        if let base { madvise(UnsafeMutableRawPointer(mutating: base), count, MADV_DONTNEED) }
    }

    deinit {
        if let base { munmap(UnsafeMutableRawPointer(mutating: base), count) }
    }
}
