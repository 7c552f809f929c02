import Basics
import Platform
import Synchronization

/// What wakes a thread that waits for the network, once: its task was cancelled.
///
/// A pipe, because poll waits for descriptors alone.
final class Interruption: Sendable {
    /// Readable from the moment of `signal` on.
    let descriptor: Int32
    private let end: Int32
    private let signalled = Mutex(false)

    init() throws(FdnixError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw FdnixError(.io, "cannot make a pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (descriptor, end) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(end)
    }

    /// Whether `signal` was called.
    var isSignalled: Bool { signalled.withLock { $0 } }

    /// Wakes whoever waits, now or later. May be called from any thread, again and again.
    func signal() {
        signalled.withLock { isSignalled in
            guard !isSignalled else { return }
            isSignalled = true
            _ = write(end, [1], 1)
        }
    }
}
