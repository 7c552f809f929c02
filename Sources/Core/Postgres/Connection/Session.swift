import Basics
import CPostgres
import Dispatch
import Platform

/// A connection of libpq, whose calls wait in poll: for the network, a deadline or the task's cancellation. Confined to the
/// actor that owns it.
final class Session {
    private let library: Library
    let handle: OpaquePointer
    let location: String
    let interruption: Interruption
    /// Whether it must not be used by others any more: a cancellation may still be under way, or an answer is missing.
    private(set) var isSpent = false
    /// How long the server may take to confirm a cancellation.
    private static let grace: Duration = .seconds(3)
    private var endOfGrace: ContinuousClock.Instant?
    /// Until when a cancelled task does not disturb: what must be tidied up.
    private var shield: ContinuousClock.Instant?

    var api: fdnix_pg_api { library.api.pointee }

    /// Begins to connect; `connect` must follow.
    init(
        _ parameters: [(keyword: String, value: String)], location: String, _ interruption: Interruption
    ) throws(FdnixError) {
        library = try Library.load()
        self.interruption = interruption
        self.location = location
        let api = library.api.pointee
        let texts = parameters.map { (strdup($0.keyword), strdup($0.value)) }
        defer {
            for (keyword, value) in texts {
                free(keyword)
                free(value)
            }
        }
        let keywords: [UnsafePointer<CChar>?] = texts.map { UnsafePointer($0.0) } + [nil]
        let values: [UnsafePointer<CChar>?] = texts.map { UnsafePointer($0.1) } + [nil]
        guard let handle = api.connectStartParams(keywords, values, 1) else {
            throw FdnixError(.io, "Postgres: \(location): no memory for a connection")
        }
        self.handle = handle
        // Verbose errors have the SQLSTATE, for which connections have no other place.
        _ = api.setErrorVerbosity(handle, Int32(FDNIX_PG_VERBOSE))
        _ = api.setNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { api.finish(handle) }

    /// Waits until the connection stands. Throws `network`, `denied`, `notFound` or `throttled`.
    func connect(until deadline: ContinuousClock.Instant) throws {
        var isReading = false
        if api.status(handle) == FDNIX_PG_CONNECTION_BAD { throw brokenConnection("cannot connect") }
        while true {
            try wait(for: isReading ? POLLIN : POLLOUT, until: deadline)
            switch Int(api.connectPoll(handle)) {
            case FDNIX_PG_POLLING_OK:
                guard api.setnonblocking(handle, 1) == 0 else { throw brokenConnection("cannot connect") }
                return
            case FDNIX_PG_POLLING_READING: isReading = true
            case FDNIX_PG_POLLING_WRITING: isReading = false
            default: throw brokenConnection("cannot connect")
            }
        }
    }

    /// Whether it can be used by another task: in order, outside of a transaction, and the server did not close it.
    var isReusable: Bool {
        guard !isSpent, !interruption.isSignalled, api.status(handle) == FDNIX_PG_CONNECTION_OK,
            api.transactionStatus(handle) == FDNIX_PG_IDLE
        else { return false }
        // A server that closes says so first, which reading notices.
        return api.consumeInput(handle) == 1 && api.status(handle) == FDNIX_PG_CONNECTION_OK && isQuiet
    }

    private var isQuiet: Bool {
        var one = pollfd(fd: api.socket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&one, 1, 0) == 0
    }

    /// Whether a transaction is open, in order or failed.
    var isInTransaction: Bool {
        [FDNIX_PG_IN_TRANSACTION, FDNIX_PG_IN_FAILED_TRANSACTION].contains(Int(api.transactionStatus(handle)))
    }

    /// Whether a transaction is open in which a statement failed.
    var isInFailedTransaction: Bool { api.transactionStatus(handle) == FDNIX_PG_IN_FAILED_TRANSACTION }

    /// The error of a connection that broke or was not made: `CancellationError` where that came of a cancellation.
    func brokenConnection(_ what: String) -> any Error {
        isSpent = true
        if interruption.isSignalled, shield == nil { return CancellationError() }
        let words = api.errorMessage(handle).map { String(cString: $0) } ?? ""
        let failure = PostgresFailure(verbose: words.isEmpty ? "the connection broke" : words)
        return failure.error(what, at: location)
    }

    /// Waits until the socket is ready for one of `events`. When the task is cancelled, the server is asked to cancel what
    /// it does, and gets a moment to say that it did; then this throws `CancellationError`.
    func wait(for events: Int32, until deadline: ContinuousClock.Instant? = nil) throws {
        while true {
            if interruption.isSignalled, endOfGrace == nil, shield == nil { try requestCancellation() }
            let limit = [deadline, shield ?? endOfGrace].compactMap { $0 }.min()
            let remaining = limit.map { max(0, ($0 - .now).seconds) }
            var descriptors = [
                pollfd(fd: api.socket(handle), events: Int16(events), revents: 0),
                pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            // Once heard, the interruption need not wake again.
            let count = endOfGrace == nil && shield == nil ? 2 : 1
            let ready = poll(
                &descriptors, nfds_t(count), remaining.map { Int32(min($0 * 1000 + 1, 3_600_000)) } ?? -1)
            if ready < 0, errno != EINTR { throw FdnixError(.io, "Postgres: \(location): poll failed: errno \(errno)") }
            if ready > 0, descriptors[0].revents != 0 { return }
            guard let limit, limit <= .now else { continue }
            isSpent = true
            if endOfGrace != nil, shield == nil { throw CancellationError() }
            throw FdnixError(
                .network, "Postgres: \(location): no answer in time",
                underlying: PostgresFailure(sqlState: "", words: "timeout"))
        }
    }

    /// Runs `body` although the task is cancelled, for at most `limit`.
    func shielded(for limit: Duration, _ body: () throws -> Void) rethrows {
        shield = .now + limit
        defer { shield = nil }
        try body()
    }

    /// Keeps it from being used again.
    func spend() { isSpent = true }

    /// Asks for cancellation on a thread of its own, as libpq waits for it. Throws `CancellationError` at once where there is
    /// no session yet that does anything.
    private func requestCancellation() throws {
        isSpent = true
        guard api.status(handle) == FDNIX_PG_CONNECTION_OK else { throw CancellationError() }
        endOfGrace = .now + Self.grace
        guard let made = api.getCancel(handle) else { return }
        // Safe to send: nobody else has it, and libpq lets any thread use it.
        nonisolated(unsafe) let request = made
        DispatchQueue(label: "fdnix.postgres.cancel").async { [library] in
            let api = library.api.pointee
            var words = [CChar](repeating: 0, count: 256)
            _ = api.cancel(request, &words, Int32(words.count))
            api.freeCancel(request)
        }
    }
}
