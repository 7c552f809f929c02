import Platform

/// An advisory lock on a file, held until the object goes away or the process ends.
///
/// The file may be removed by its holder: who waited for it meanwhile takes the lock on the file that is there then.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at `path`, creating the file; throws at once when another process holds it.
    public convenience init(path: String, busy: String) throws {
        try self.init(path, LOCK_EX | LOCK_NB) { _ in FdnixError(.io, busy) }
    }

    /// Takes the lock at `path`, creating the file; blocks the thread while another object holds it, in this process or in
    /// another.
    public convenience init(waitingAt path: String) throws {
        try self.init(path, LOCK_EX) { FdnixError.io("lock", path, error: $0) }
    }

    private init(_ path: String, _ operation: Int32, _ refused: (SystemError) -> FdnixError) throws {
        while true {
            let opened = retryingInterrupts { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
            guard opened >= 0 else { throw FdnixError.io("create", path) }
            guard retryingInterrupts({ flock(opened, operation) }) == 0 else {
                let error = SystemError()
                close(opened)
                throw refused(error)
            }
            var held = stat()
            if fstat(opened, &held) == 0, FileIdentity(held).isSameFile(as: FileSystem.identity(of: path)) {
                descriptor = opened
                return
            }
            close(opened)
        }
    }

    deinit {
        // Not by closing alone: a child that another thread is just starting still has the file open.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
