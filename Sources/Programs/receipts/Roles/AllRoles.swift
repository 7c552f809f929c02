import Basics
import ReceiptEvents
import ReceiptModel
import Receipts

/// All roles in one process.
struct AllRoles {
    private let workshop: Workshop

    private let waiting: WaitingMessages?

    /// Roles that `waiting` hears from what comes again, where somebody wants to know.
    init(_ workshop: Workshop, waiting: WaitingMessages? = nil) {
        self.workshop = workshop
        self.waiting = waiting
    }

    /// Works until the task is cancelled; `sweeps` looks for forgotten work every five minutes. Throws where a queue or the table
    /// cannot be used at all.
    func run(sweeps: Bool) async throws {
        let (worker, feeder, compactors) = (
            try await workshop.workerPoller(waiting), try await workshop.feeder(),
            try await workshop.compactorPollers(waiting)
        )
        let sweeper = sweeps ? try await workshop.sweeper() : nil
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            group.addTask { try await feeder.run() }
            group.addTask { try await compactors.run() }
            if let sweeper { group.addTask { try await sweep(sweeper) } }
            // Where one of them ends, so does the process: nobody would miss it else.
            try await group.next()
            group.cancelAll()
        }
    }

    private func sweep(_ sweeper: Sweeper) async throws {
        while true {
            try await Task.sleep(for: .seconds(300))
            do { _ = try await sweeper.sweep() } catch let error as FdnixError {
                workshop.events.error("nothing could be swept, and that is tried again: \(error)")
            }
        }
    }
}

/// A compactor's pollers, one a collection.
struct CompactorPollers: Sendable {
    let pollers: [QueuePoller]

    /// Works until the task is cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for poller in pollers { group.addTask { try await poller.run() } }
            try await group.next()
            group.cancelAll()
        }
    }
}
