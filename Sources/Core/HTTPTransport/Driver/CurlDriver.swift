import Basics
import CCurl
import Synchronization

/// The thread that drives all transfers of a client through one libcurl multi handle, which shares their connections.
final class CurlDriver: Sendable {
    enum Command {
        case begin(ExchangePlan, Transfer)
        /// The reader took what waited, or there is more to send.
        case resume(Transfer)
        /// The transfer is over for those who waited for it.
        case drop(Transfer)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isStopping = false
    }

    private let library: CurlLibrary
    // Safe to share: the one thread that `start` makes uses the handle, but for `multi_wakeup`, which may be called from
    // any thread, and for the clean-up when nobody is left.
    private nonisolated(unsafe) let multi: OpaquePointer
    private let inbox = Mutex(Inbox())

    /// Starts the thread. Throws `notFound` without libcurl, `io` without threads or memory.
    static func start() throws(FdnixError) -> CurlDriver {
        let driver = try CurlDriver(CurlLibrary.load())
        try DriverThread.start { driver.run() }
        return driver
    }

    private init(_ library: CurlLibrary) throws(FdnixError) {
        guard let multi = library.api.pointee.multi_init() else {
            throw FdnixError(.io, "cannot start libcurl: out of memory")
        }
        self.library = library
        self.multi = multi
        // Idle connections that are kept; otherwise four for every transfer at work, which is few after a burst.
        _ = fdnix_curl_multi_set_long(library.api, multi, Int32(FDNIX_CURLMOPT_MAXCONNECTS), 64)
    }

    deinit { _ = library.api.pointee.multi_cleanup(multi) }

    func post(_ command: Command) {
        inbox.withLock { $0.commands.append(command) }
        _ = library.api.pointee.multi_wakeup(multi)
    }

    /// Lets the thread end when the transfers at work are over.
    func stop() {
        inbox.withLock { $0.isStopping = true }
        _ = library.api.pointee.multi_wakeup(multi)
    }

    /// The transfers at work, found by their handle and by themselves.
    private struct Exchanges {
        private(set) var byHandle: [OpaquePointer: Exchange] = [:]
        private var byTransfer: [ObjectIdentifier: Exchange] = [:]

        subscript(transfer: Transfer) -> Exchange? { byTransfer[ObjectIdentifier(transfer)] }

        mutating func insert(_ exchange: Exchange) {
            byHandle[exchange.easy] = exchange
            byTransfer[ObjectIdentifier(exchange.transfer)] = exchange
        }

        mutating func remove(_ exchange: Exchange) {
            byHandle[exchange.easy] = nil
            byTransfer[ObjectIdentifier(exchange.transfer)] = nil
        }
    }

    private func run() {
        var exchanges = Exchanges()
        while true {
            let (commands, isStopping) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopping)
            }
            for command in commands { obey(command, &exchanges) }
            if isStopping, exchanges.byHandle.isEmpty { return }
            var running: Int32 = 0
            var code = library.api.pointee.multi_perform(multi, &running)
            collect(&exchanges)
            let pause = expire(&exchanges)
            if code == 0 { code = library.api.pointee.multi_poll(multi, nil, 0, pause, nil) }
            // Out of memory or descriptors: nothing can go on, and trying would be a busy loop.
            if code != 0 {
                let words = library.api.pointee.multi_strerror(code).map { String(cString: $0) } ?? "error \(code)"
                for exchange in exchanges.byHandle.values {
                    end(exchange, .failed(HTTPFailure(.other, words)), &exchanges)
                }
            }
        }
    }

    private func obey(_ command: Command, _ exchanges: inout Exchanges) {
        switch command {
        case .begin(let plan, let transfer):
            // Cancelled before it began.
            if transfer.isOver { return }
            do throws(HTTPFailure) {
                let exchange = try Exchange(plan, transfer, library)
                guard library.api.pointee.multi_add_handle(multi, exchange.easy) == 0 else {
                    throw HTTPFailure(.other, "out of memory")
                }
                exchanges.insert(exchange)
            } catch {
                transfer.finish(.failed(error))
            }
        case .resume(let transfer):
            exchanges[transfer]?.applyPauses()
        case .drop(let transfer):
            if let exchange = exchanges[transfer] { remove(exchange, &exchanges) }
        }
    }

    /// Ends the transfers that libcurl has finished.
    private func collect(_ exchanges: inout Exchanges) {
        var left: Int32 = 0
        while let message = library.api.pointee.multi_info_read(multi, &left) {
            guard message.pointee.msg == Int32(FDNIX_CURLMSG_DONE), let easy = message.pointee.easy,
                let exchange = exchanges.byHandle[easy]
            else { continue }
            // Removing the handle takes the message away.
            let failure = exchange.failure(message.pointee.data.result)
            end(exchange, failure.map { .failed($0) } ?? .complete, &exchanges)
        }
    }

    /// Ends the transfers whose time is over; returns how many milliseconds the next one has.
    private func expire(_ exchanges: inout Exchanges) -> Int32 {
        let now = ContinuousClock.now
        var next = now + .seconds(60)
        for exchange in exchanges.byHandle.values {
            if let failure = exchange.expired(now) {
                end(exchange, .failed(failure), &exchanges)
            } else if let check = exchange.nextCheck, check < next {
                next = check
            }
        }
        return Int32((max(0, (next - now).seconds) * 1000).rounded(.up))
    }

    private func end(_ exchange: Exchange, _ end: Transfer.End, _ exchanges: inout Exchanges) {
        remove(exchange, &exchanges)
        exchange.transfer.finish(end)
    }

    private func remove(_ exchange: Exchange, _ exchanges: inout Exchanges) {
        _ = library.api.pointee.multi_remove_handle(multi, exchange.easy)
        exchanges.remove(exchange)
    }
}
