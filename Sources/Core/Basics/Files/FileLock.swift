import Platform

/// An advisory lock on a file, held until the object goes away or the process ends.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at `path`, creating the file; throws at once when another process holds it.
    public init(path: String, busy: String) throws {
        descriptor = retryingInterrupts { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw FdnixError.io("create", path) }
        // `deinit` runs after a throw as well, since everything is set: it closes, and nobody else may.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw FdnixError(.io, busy) }
    }

    /// Takes the lock at `path`, creating the file; blocks the thread while another object holds it, in this process or in
    /// another.
    public init(waitingAt path: String) throws {
        descriptor = retryingInterrupts { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw FdnixError.io("create", path) }
        guard retryingInterrupts({ flock(descriptor, LOCK_EX) }) == 0 else { throw FdnixError.io("lock", path) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        // Not by closing alone: a child that another thread is just starting still has the file open.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
