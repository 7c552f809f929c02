import CCurl
import HTTPTypes
import Synchronization

/// The receiving side, called on the driver's thread.
extension Transfer {
    /// The head is there.
    func receive(_ head: HTTPResponse) {
        let waiter = state.withLock { state in
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    /// Takes bytes of the body; false where too many wait already, and libcurl must keep these and pause.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (isTaken, waiter) = state.withLock {
            state -> (Bool, CheckedContinuation<[UInt8]?, any Error>?) in
            // Nobody reads what was cancelled.
            if state.end != nil { return (true, nil) }
            if let waiter = state.pieceWaiter {
                state.pieceWaiter = nil
                return (true, waiter)
            }
            guard state.received.isEmpty || state.received.count + bytes.count <= Self.capacity else {
                state.isReceivingPaused = true
                return (false, nil)
            }
            state.received.append(contentsOf: bytes)
            return (true, nil)
        }
        waiter?.resume(returning: Array(bytes))
        return isTaken
    }

    /// Lets go on what has no reason to pause any more; returns the directions that still have, as `curl_easy_pause`
    /// wants them.
    func directionsToPause() -> Int32 {
        state.withLock { state in
            if state.received.isEmpty { state.isReceivingPaused = false }
            if state.outgoingOffset < state.outgoing.count || state.isOutgoingComplete { state.isSendingPaused = false }
            return (state.isReceivingPaused ? Int32(FDNIX_CURLPAUSE_RECV) : 0)
                | (state.isSendingPaused ? Int32(FDNIX_CURLPAUSE_SEND) : 0)
        }
    }

    /// Whether the reader or the body's source is what the transfer waits for.
    var isPaused: Bool { state.withLock { $0.isReceivingPaused || $0.isSendingPaused } }
}
