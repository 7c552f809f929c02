import Basics
import ReceiptEvents
import ReceiptModel
import Synchronization
import Tables

/// Takes the lock of a collection, holds it with heartbeats while something is done, and gives it back.
struct LockKeeper: Sendable {
    private let table: any Table
    private let lock: CompactionLock
    private let settings: LockSettings
    private let events: ReceiptEvents
    private let time: TimeSource
    private let state: HeldLock

    init(
        _ table: any Table, _ lock: CompactionLock, _ settings: LockSettings, _ events: ReceiptEvents,
        _ time: TimeSource
    ) {
        self.table = table
        self.lock = lock
        self.settings = settings
        self.events = events
        self.time = time
        state = HeldLock(limit: settings.maxHeartbeatFailures)
    }

    /// How it went to take the lock.
    enum Acquisition {
        case taken
        /// Somebody else holds it, as far as is known until this time.
        case held(until: String?)
    }

    /// Takes the lock, waiting for a while. Throws what the table throws: an error does not mean that the lock is free.
    func acquire() async throws -> Acquisition {
        let began = time.now()
        var tries = 0
        while try await !table.perform(lock.acquisition(at: .now(time))) {
            let present = try await table.get(lock.key)
            if try await takeOver(present) { break }
            tries += 1
            if tries == 1 { events.count(.lockCollision) }
            guard time.now() - began < settings.waitSeconds * 1000 else {
                events.count(.lockAcquisitionFailed)
                return .held(until: present?["expires"]?.string)
            }
            try await time.sleep(Self.backoff.pause(after: tries, random: .random(in: 0.5..<1)))
        }
        events.measure(.lockWaitTime, .milliseconds(time.now() - began))
        return .taken
    }

    /// Takes the lock of a process that is gone; false where that is not known.
    private func takeOver(_ present: Item?) async throws -> Bool {
        guard let holders = settings.holders, let holder = present?["holder"]?.string,
            let owner = present?["owner"]?.string, try await holders.isGone(holder)
        else { return false }
        return try await table.perform(lock.acquisition(from: owner, at: .now(time)))
    }

    private static let backoff = Backoff(base: .milliseconds(250), cap: .seconds(2))

    /// Does something while the lock is held; `isLost` tells whether too many heartbeats have failed. Throws what `body` does.
    func whileHeld<T: Sendable>(
        _ body: @escaping @Sendable (_ isLost: @escaping @Sendable () -> Bool) async throws -> T
    ) async throws -> T {
        let began = time.now()
        do {
            let result = try await withThrowingTaskGroup(of: T?.self) { group in
                group.addTask { try await body { state.isLost } }
                group.addTask {
                    await beat()
                    return nil
                }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                throw CancellationError()
            }
            await release(since: began)
            return result
        } catch {
            await release(since: began)
            throw error
        }
    }

    /// Gives it back, also where the task is cancelled; who fails to leaves it to run out.
    private func release(since began: Int) async {
        events.measure(.lockDuration, .milliseconds(time.now() - began))
        await Task {
            do {
                try await table.perform(lock.release)
            } catch { events.warning("cannot release the compaction lock: \(Compaction.reason(error))") }
        }.value
    }

    private func beat() async {
        while true {
            do {
                try await time.sleep(.seconds(settings.heartbeatSeconds))
                guard try await table.perform(lock.heartbeat(at: .now(time))) else {
                    state.lose()
                    events.count(.lockExpired)
                    events.warning("the compaction lock is another's by now")
                    return
                }
                state.add(succeeded: true)
            } catch is CancellationError { return } catch {
                events.count(.heartbeatFailed)
                events.warning("a heartbeat of the compaction lock failed: \(Compaction.reason(error))")
                state.add(succeeded: false)
            }
        }
    }
}

/// What is known of a lock while it is held.
private final class HeldLock: Sendable {
    private let state: Mutex<(beats: Heartbeats, isLost: Bool)>

    init(limit: Int) { state = Mutex((Heartbeats(limit: limit), false)) }

    var isLost: Bool { state.withLock { $0.isLost || $0.beats.isLost } }

    func add(succeeded: Bool) { state.withLock { $0.beats.add(succeeded: succeeded) } }

    func lose() { state.withLock { $0.isLost = true } }
}
