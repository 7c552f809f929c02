public import Basics
import ObjectStorage
import Queues
import ReceiptCollections
public import ReceiptEvents
import ReceiptModel
import Tables

/// Sends again what was forgotten on the way: runs that no compactor came to an end with, and receipts that no worker heard
/// of. It may run at any time, several times, and beside itself.
public struct Sweeper: Sendable {
    let cloud: ReceiptCloud
    let events: ReceiptEvents
    let time: TimeSource
    private let staleMinutes: Int
    private let region: String

    /// A sweeper that takes runs for forgotten after `staleMinutes`; `region` is what messages say of where the table is.
    public init(
        _ cloud: ReceiptCloud, staleMinutes: Int, region: String, events: ReceiptEvents, time: TimeSource = .system
    ) {
        self.cloud = cloud
        self.staleMinutes = staleMinutes
        self.region = region
        self.events = events
        self.time = time
    }

    /// Looks through the runs of the last 28 days, and with `enqueueMissing` through the files of the last seven. What fails
    /// for one run or receipt is logged and counted, and does not stop the others. Throws what reading the table and listing
    /// the bucket throw, and `usage` without the queue or bucket that is needed.
    public func sweep(enqueueMissing: Bool = false) async throws -> SweepReport {
        var report = SweepReport()
        let now = ReceiptTime.now(time)
        var waiting = Waiting()
        for try await item in cloud.table.items(CompactionRun.query(since: now.adding(minutes: -Sweep.horizon))) {
            do {
                try await sweep(try CompactionRun(item), now, &waiting, &report)
            } catch let error as FdnixError {
                report.failed += 1
                events.error("A run could not be swept: \(error)")
            }
        }
        for collection in waiting.messages.keys { try await flush(collection, &waiting, &report) }
        if enqueueMissing { try await self.enqueueMissing(now, &report) }
        return report
    }

    /// Messages that go out ten at a time.
    private struct Waiting {
        var messages: [CollectionName: [OutgoingMessage]] = [:]
    }

    private func sweep(
        _ run: CompactionRun, _ now: ReceiptTime, _ waiting: inout Waiting, _ report: inout SweepReport
    ) async throws {
        let stale = Sweep.stale(run, staleMinutes: staleMinutes, now: now)
        let bundles = BundleStore(cloud.collections, name: cloud.collectionsBucket, temporaryDirectory: "/tmp")
        var gone: [CollectionName] = []
        for collection in stale {
            report.stale += 1
            events.of(collection).count(.runsStale)
            let message = Sweep.message(run, collection, region: region, now: now)
            guard try await bundles.isThere(message.prefixes[collection] ?? "") else {
                gone.append(collection)
                continue
            }
            waiting.messages[collection, default: []].append(
                OutgoingMessage(message.body, attributes: message.attributes))
            if waiting.messages[collection]?.count == 10 { try await flush(collection, &waiting, &report) }
        }
        if !gone.isEmpty { try await rebuild(run, gone, &report) }
    }

    private func flush(
        _ collection: CollectionName, _ waiting: inout Waiting, _ report: inout SweepReport
    ) async throws {
        let messages = waiting.messages.removeValue(forKey: collection) ?? []
        guard !messages.isEmpty else { return }
        let failures = try await PatientSender(queue: try cloud.needed(.of(collection)), time: time).send(messages)
        report.resent += messages.count - failures.count
        report.failed += failures.count
        if let failure = failures.first?.value {
            events.of(collection).error("Runs could not be sent again: \(failure)")
        }
    }

    /// Has the receipt embedded anew, and only then gives up the old run: twice is once, as the token is the run's.
    private func rebuild(_ run: CompactionRun, _ gone: [CollectionName], _ report: inout SweepReport) async throws {
        let message = Sweep.rebuild(run, bucket: try cloud.artifacts.name)
        try await PatientSender(queue: try cloud.needed(.embed), time: time).sendAll([OutgoingMessage(message.body)])
        for collection in gone {
            let reason = "the bundle is gone; the receipt is embedded anew"
            try await cloud.runs.apply(.fail(reason), to: run.receipt, id: run.id, collection)
            events.of(run.receipt, run: run.id).of(collection).warning("A run is given up: \(reason)")
        }
        report.rebuilt += 1
    }
}
