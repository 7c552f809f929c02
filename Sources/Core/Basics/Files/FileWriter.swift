import Platform

/// Writes a new file front to back.
public final class FileWriter {
    /// Where the file is.
    public let path: String
    /// Bytes written so far.
    public private(set) var offset = 0
    private var descriptor: Int32

    /// Creates (or empties) the file at `path`, mode 0644. Throws `notFound` for a missing directory, else `io`.
    public init(creating path: String) throws {
        self.path = path
        descriptor = retryingInterrupts { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw FdnixError.io("create", path) }
    }

    /// Appends all of `bytes`, in as many system calls as that takes. Throws `io`, as for a full disk.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let n = retryingInterrupts { Platform.write(descriptor, base + done, bytes.count - done) }
            guard n > 0 else { throw FdnixError.io("write", path) }
            done += n
        }
        offset += bytes.count
    }

    /// Writes over bytes that were appended before, at `position`. Throws `io`.
    public func overwrite(_ bytes: UnsafeRawBufferPointer, at position: Int) throws {
        precondition(position >= 0 && position + bytes.count <= offset, "only what was appended can be written over")
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let n = retryingInterrupts { pwrite(descriptor, base + done, bytes.count - done, off_t(position + done)) }
            guard n > 0 else { throw FdnixError.io("write", path) }
            done += n
        }
    }

    /// Closes the file; an error here means that bytes may be lost.
    public func close() throws {
        guard descriptor >= 0 else { return }
        let result = Platform.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw FdnixError.io("write", path) }
    }

    deinit { if descriptor >= 0 { _ = Platform.close(descriptor) } }
}
