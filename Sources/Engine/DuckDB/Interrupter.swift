import Basics
import CDuckDB
import Dispatch
import Synchronization

/// Stops the statement that a connection is running; the statement then throws `interrupted`.
public struct Interrupter: Sendable {
    private let session: Session
    init(_ session: Session) { self.session = session }

    /// Asks the running statement to stop. Where none is running nothing happens: the next one runs as usual.
    public func interrupt() { session.interrupt() }

    /// Runs `body`, and stops its statements when the task is cancelled; then throws `CancellationError`, whatever the
    /// statements made of it.
    public func stoppingOnCancellation<T>(_ body: () throws -> T) async throws -> T {
        let requests = InterruptRequests(session)
        defer { requests.end() }
        do {
            return try await withTaskCancellationHandler {
                // Asked after the handler is in place: what was cancelled before has nothing to interrupt.
                try Task.checkCancellation()
                let result = try body()
                // Not every statement heeds a request (building an HNSW index does not).
                try Task.checkCancellation()
                return result
            } onCancel: {
                requests.begin()
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw error
        }
    }
}

/// Asks again and again, as DuckDB forgets a request that comes just before a statement begins.
private final class InterruptRequests: Sendable {
    private let session: Mutex<Session?>

    init(_ session: Session) { self.session = Mutex(session) }

    func begin() {
        guard request() else { return }
        // On a thread of Dispatch: the statement to be stopped may hold one of those that run tasks.
        Self.queue.asyncAfter(deadline: .now() + .milliseconds(20)) { self.begin() }
    }

    private static let queue = DispatchQueue(label: "fdnix.duckdb-interrupts")

    /// After this no request is made, and the session is not kept: its database closes with the last one that has it.
    func end() { session.withLock { $0 = nil } }

    private func request() -> Bool {
        session.withLock { session in
            session?.interrupt()
            return session != nil
        }
    }
}

/// The connection's handle, which the interrupter keeps alive too.
final class Session: Sendable {
    // Safe to share: the handle is set once in `init` and freed in `deinit`, the library keeps its database alive for it,
    // and of its functions only `duckdb_interrupt`, which is made for other threads, is called from them.
    nonisolated(unsafe) let handle: duckdb_connection?
    private let library: Library

    init(_ database: Database) throws(FdnixError) {
        library = database.library
        var handle: duckdb_connection?
        guard library.api.pointee.connect(database.handle, &handle) == DuckDBSuccess else {
            throw FdnixError(.database, "cannot connect to the database: out of memory")
        }
        self.handle = handle
    }

    func interrupt() { library.api.pointee.interrupt(handle) }

    deinit {
        var handle = handle
        library.api.pointee.disconnect(&handle)
    }
}
