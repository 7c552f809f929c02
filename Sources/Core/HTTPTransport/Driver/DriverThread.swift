import Basics
import Platform

/// A thread that runs one closure and then ends by itself.
///
/// It takes no signals: those for the process go to threads that expect them, and a connection that breaks while TLS
/// writes to it is an error there instead of a SIGPIPE.
enum DriverThread {
    fileprivate final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func start(_ body: @escaping @Sendable () -> Void) throws(FdnixError) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // A thread begins with the mask of the one that starts it.
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let work = Unmanaged.passRetained(Work(body))
        let result = withAttributes { create($0, work.toOpaque()) }
        guard result == 0 else {
            work.release()
            throw FdnixError(.io, "cannot start a thread", underlying: SystemError(number: result))
        }
    }

    /// The type's own initializer belongs to whichever C module the compiler met first, so the memory is only bound.
    private static func withAttributes(_ body: (UnsafeMutablePointer<pthread_attr_t>) -> Int32) -> Int32 {
        withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { memory in
            guard let attributes = memory.baseAddress else { return ENOMEM }
            pthread_attr_init(attributes)
            defer { pthread_attr_destroy(attributes) }
            pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
            // Some C libraries give a thread 128 KiB, too little for a TLS handshake.
            pthread_attr_setstacksize(attributes, 1 << 20)
            return body(attributes)
        }
    }

    private static func create(
        _ attributes: UnsafeMutablePointer<pthread_attr_t>, _ work: UnsafeMutableRawPointer
    ) -> Int32 {
        #if canImport(Darwin)
            var thread: pthread_t?
            return pthread_create(&thread, attributes, runDriverWork, work)
        #else
            var thread = pthread_t()
            return pthread_create(&thread, attributes, runDriverWork, work)
        #endif
    }
}

/// What the new thread does first; C libraries differ in whether the argument may be null.
#if canImport(Darwin)
    private func runDriverWork(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<DriverThread.Work>.fromOpaque(work).takeRetainedValue().body()
        return nil
    }
#else
    private func runDriverWork(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let work { Unmanaged<DriverThread.Work>.fromOpaque(work).takeRetainedValue().body() }
        return nil
    }
#endif
