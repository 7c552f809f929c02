import Basics
import HTTPTypes
import Synchronization

/// What one exchange is between the thread that drives libcurl and the tasks that wait for it: the head, the bytes that
/// have arrived and not been read, the bytes that are to be sent, and how it ended.
final class Transfer: Sendable {
    /// How many bytes may wait for a reader; then the server is held back.
    static let capacity = 1 << 18

    enum End {
        case complete
        case failed(HTTPFailure)
        /// What the request's body threw.
        case source(any Error)
        case cancelled
    }

    struct State {
        var head: HTTPResponse?
        var received: [UInt8] = []
        var isReceivingPaused = false
        var headWaiter: CheckedContinuation<HTTPResponse, any Error>?
        var pieceWaiter: CheckedContinuation<[UInt8]?, any Error>?

        var outgoing: [UInt8] = []
        var outgoingOffset = 0
        /// Nothing follows what is in `outgoing`.
        var isOutgoingComplete = false
        /// `outgoing` is the body from its first byte.
        var isWhole = false
        /// What the body's source has handed over so far.
        var bytesGiven = 0
        var isSendingPaused = false
        var hasSent = false
        var writeWaiter: CheckedContinuation<Void, any Error>?
        var pump: Task<Void, Never>?

        var end: End?
    }

    let state = Mutex(State())
    /// `GET https://host/path`, for messages.
    let label: String
    /// Whether the reply may have a body; that to a HEAD request has none.
    let hasBody: Bool
    let driver: CurlDriver

    init(label: String, hasBody: Bool, driver: CurlDriver) {
        self.label = label
        self.hasBody = hasBody
        self.driver = driver
    }

    // MARK: The waiting tasks

    /// Waits for the head. Cancelling the task ends the transfer.
    func head() async throws -> HTTPResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let result = state.withLock { state -> Result<HTTPResponse, any Error>? in
                    if case .cancelled = state.end { return .failure(CancellationError()) }
                    // Also where the transfer has broken since: what arrived before can be read.
                    if let head = state.head { return .success(head) }
                    if let error = failure(state.end) { return .failure(error) }
                    state.headWaiter = waiter
                    return nil
                }
                if let result { waiter.resume(with: result) }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Waits for bytes; nil at the end. Cancelling the task ends the transfer.
    func nextPiece() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let (result, makesRoom) = state.withLock { state -> (Result<[UInt8]?, any Error>?, Bool) in
                    if case .cancelled = state.end { return (.failure(CancellationError()), false) }
                    if !state.received.isEmpty {
                        defer { state.received = [] }
                        return (.success(state.received), state.isReceivingPaused)
                    }
                    if let error = failure(state.end) { return (.failure(error), false) }
                    if state.end != nil { return (.success(nil), false) }
                    guard state.pieceWaiter == nil else {
                        return (.failure(error(HTTPFailure(.other, "two tasks read one body"))), false)
                    }
                    state.pieceWaiter = waiter
                    return (nil, state.isReceivingPaused)
                }
                if makesRoom { driver.post(.resume(self)) }
                if let result { waiter.resume(with: result) }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Ends the transfer, unless it is over.
    func cancel() { if finish(.cancelled) { driver.post(.drop(self)) } }

    /// Settles how the transfer ended and tells all who wait; false where that was settled before.
    @discardableResult func finish(_ end: End) -> Bool {
        var end = end
        let waiting = state.withLock { state -> State? in
            guard state.end == nil else { return nil }
            let before = state
            // libcurl takes the end of the connection within the head for the end of the head.
            if case .complete = end, state.head == nil { end = .failed(HTTPFailure(.closedEarly)) }
            state.end = end
            (state.headWaiter, state.pieceWaiter, state.writeWaiter, state.pump) = (nil, nil, nil, nil)
            state.outgoing = []
            return before
        }
        guard let waiting else { return false }
        waiting.pump?.cancel()
        waiting.writeWaiter?.resume(throwing: CancellationError())
        let failure = failure(end)
        if let failure {
            waiting.headWaiter?.resume(throwing: failure)
            waiting.pieceWaiter?.resume(throwing: failure)
        } else {
            waiting.pieceWaiter?.resume(returning: nil)
        }
        return true
    }

    // MARK: Errors

    /// What the caller gets for a failure.
    func error(_ failure: HTTPFailure) -> FdnixError {
        FdnixError(.network, "\(label): \(failure)", underlying: failure)
    }

    func tooLarge(_ limit: Int) -> FdnixError { error(HTTPFailure(.tooLarge, "more than \(limit) bytes")) }

    private func failure(_ end: End?) -> (any Error)? {
        switch end {
        case nil, .complete: nil
        case .failed(let failure): error(failure)
        case .source(let error): error
        case .cancelled: CancellationError()
        }
    }
}

extension Transfer {
    /// Whether it is settled how it ended.
    var isOver: Bool { state.withLock { $0.end != nil } }
}
