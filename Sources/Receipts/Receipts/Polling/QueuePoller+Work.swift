import Basics
import Queues
import ReceiptEvents

extension QueuePoller {
    /// Handles a batch, keeps it hidden meanwhile, and settles it.
    func work(_ messages: [ReceivedMessage]) async {
        let renewal = Task { try await renew(messages) }
        let (returned, isStopped) = await handleUntilStopped(messages)
        renewal.cancel()
        // One renewal that came late would hide messages again that are to come at once.
        _ = await renewal.result
        // In a task of its own: an end of the poller does not keep done work from being settled.
        await Task { await settle(messages, returned, isStopped: isStopped) }.value
    }

    /// Handles a batch in a task of its own, which the poller's end cancels only after a while.
    private func handleUntilStopped(
        _ messages: [ReceivedMessage]
    ) async -> (returned: [ReturnedMessage], isStopped: Bool) {
        guard !Task.isCancelled else {
            return (messages.map { ReturnedMessage(id: $0.id, delay: .zero, reason: "the poller stops") }, true)
        }
        let handling = Task { await handle(messages) }
        let returned = await withTaskCancellationHandler {
            await handling.value
        } onCancel: {
            Task {
                try? await time.sleep(settings.grace)
                handling.cancel()
            }
        }
        return (returned, handling.isCancelled)
    }

    /// Keeps messages hidden from others until the task is cancelled.
    private func renew(_ messages: [ReceivedMessage]) async throws {
        while true {
            try await time.sleep(settings.visibility / 3)
            try Task.checkCancellation()
            do {
                let results = try await queue.extend(messages.map(\.receipt), visibility: settings.visibility)
                for case .failure(let error) in results { events.warning("A message is not kept: \(error)") }
            } catch let error as FdnixError { events.warning("Messages are not kept hidden: \(error)") }
        }
    }

    /// Deletes what is done, and hides what comes again for as long as it says; at once where the poller was stopped.
    private func settle(
        _ messages: [ReceivedMessage], _ returned: [ReturnedMessage], isStopped: Bool
    ) async {
        var returned = returned
        let receives = Dictionary(messages.map { ($0.id, $0.receiveCount) }) { first, _ in first }
        for index in returned.indices {
            if isStopped { returned[index].delay = .zero }
            returned[index].tell(events, receives: receives[returned[index].id] ?? 1, most: queue.maxReceiveCount)
        }
        let ids = Set(returned.map(\.id))
        let done = messages.filter { !ids.contains($0.id) }.map(\.receipt)
        do {
            for case .failure(let error) in try await queue.delete(done) {
                events.warning("A message that is done was not deleted, and comes again: \(error)")
            }
        } catch { events.warning("Messages that are done were not deleted, and come again: \(error)") }
        for error in await queue.hide(messages, returned) { events.warning("A message is not delayed: \(error)") }
        // What was put aside does not come again.
        let aside = Set(messages.filter(queue.isLast).map(\.id))
        noteReturned(returned.filter { !aside.contains($0.id) })
    }
}
