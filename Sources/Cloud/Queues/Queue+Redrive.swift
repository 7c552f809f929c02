import Basics

extension Queue {
    /// Moves up to `limit` messages from the dead-letter queue back, as new messages with the same body and attributes; gives
    /// how many. Each is sent before it is deleted there: one that is cut off may come twice, and none is lost. Throws
    /// `usage` where there is no dead-letter queue.
    public func redrive(limit: Int = .max) async throws -> Int {
        guard let deadLetters else { throw FdnixError(.usage, "\(location) has no dead-letter queue") }
        var moved = 0
        while moved < limit {
            let batch = try await deadLetters.receive(
                ReceiveOptions(limit: min(10, limit - moved), visibility: .seconds(60)))
            guard !batch.isEmpty else { break }
            let sent = try await send(batch.map { OutgoingMessage($0.body, attributes: $0.attributes) })
            let receipts = zip(batch, sent).compactMap { message, result in
                (try? result.get()) == nil ? nil : message.receipt
            }
            for result in try await deadLetters.delete(receipts) { try result.get() }
            moved += receipts.count
            for result in sent { _ = try result.get() }
        }
        return moved
    }
}
