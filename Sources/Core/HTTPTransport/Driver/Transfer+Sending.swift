import Basics
import CCurl
import Synchronization

/// The sending side.
extension Transfer {
    /// Sets what is sent; a stream is asked for its pieces by a task of its own, from now on.
    func send(_ body: HTTPBody) {
        switch body.content {
        case .bytes(let bytes):
            state.withLock { state in
                state.outgoing = bytes
                state.isOutgoingComplete = true
                state.isWhole = true
            }
        case .stream(let run):
            let pump = Task { await self.pump(run, body.length) }
            let isOver = state.withLock { state in
                if state.end == nil { state.pump = pump }
                return state.end != nil
            }
            if isOver { pump.cancel() }
        }
    }

    private func pump(_ run: @Sendable (HTTPBody.Writer) async throws -> Void, _ length: Int?) async {
        do {
            try await run { try await self.write($0, of: length) }
            let (isPaused, given) = state.withLock { state in
                state.isOutgoingComplete = true
                return (state.isSendingPaused, state.bytesGiven)
            }
            if let length, given < length { throw broken(length, "fewer") }
            if isPaused { driver.post(.resume(self)) }
        } catch {
            if finish(.source(error)) { driver.post(.drop(self)) }
        }
    }

    private func broken(_ length: Int, _ comparison: String) -> FdnixError {
        error(HTTPFailure(.body, "it has \(comparison) bytes than the \(length) that were announced"))
    }

    /// Waits for the piece before to be sent, and puts this one in its place.
    private func write(_ piece: [UInt8], of length: Int?) async throws {
        let given = state.withLock { state in
            state.bytesGiven += piece.count
            return state.bytesGiven
        }
        if let length, given > length { throw broken(length, "more") }
        if piece.isEmpty { return }
        try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Void, any Error>) in
            let result = state.withLock { state -> Result<Void, any Error>? in
                if state.end != nil { return .failure(CancellationError()) }
                if state.outgoing.isEmpty { return .success(()) }
                state.writeWaiter = waiter
                return nil
            }
            if let result { waiter.resume(with: result) }
        }
        let isPaused = state.withLock { state in
            if state.end == nil { state.outgoing = piece }
            return state.isSendingPaused
        }
        if isPaused { driver.post(.resume(self)) }
    }

    // MARK: On the driver's thread

    /// Fills libcurl's buffer with what is to be sent next; returns what its read callback returns.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, waiter) = state.withLock { state -> (Int, CheckedContinuation<Void, any Error>?) in
            if state.end != nil { return (FDNIX_CURL_READFUNC_ABORT, nil) }
            let rest = state.outgoing[state.outgoingOffset...].prefix(buffer.count)
            guard !rest.isEmpty else {
                if state.isOutgoingComplete { return (0, nil) }
                state.isSendingPaused = true
                return (FDNIX_CURL_READFUNC_PAUSE, nil)
            }
            rest.withUnsafeBytes { buffer.copyMemory(from: $0) }
            state.outgoingOffset += rest.count
            state.hasSent = true
            guard state.outgoingOffset == state.outgoing.count, !state.isOutgoingComplete else {
                return (rest.count, nil)
            }
            state.outgoing = []
            state.outgoingOffset = 0
            defer { state.writeWaiter = nil }
            return (rest.count, state.writeWaiter)
        }
        waiter?.resume()
        return count
    }

    /// Begins the body again, for a connection that had closed before the request reached the server; false where what
    /// was sent is gone.
    func rewind() -> Bool {
        state.withLock { state in
            guard !state.hasSent || state.isWhole else { return false }
            state.outgoingOffset = 0
            return true
        }
    }
}
