import Basics
import CountedEvents
import JSON
import ObjectStorage
import QueueConformance
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Receipts
import Segments
import Tables
import TestSupport
import Testing

@Suite("The sweeper")
struct SweeperTests {
    private let clock = ManualClock()
    private let metrics = CountedMetrics()

    private func sweeper(_ cloud: ReceiptCloud) -> Sweeper {
        Sweeper(cloud, staleMinutes: 15, region: "us-east-1", events: metrics.events(), time: clock.source)
    }

    /// Puts a run whose bundles are there, or gone.
    private func put(
        _ run: CompactionRun, in cloud: ReceiptCloud, bundles: [CollectionName] = CollectionName.allCases,
        records: [(record: Record, vector: [Float])] = []
    ) async throws {
        _ = try await cloud.runs.put(run)
        for collection in bundles {
            let space = VectorSpace(model: "m", dimension: 2, textFormat: TextFormat.tagged)
            let manifest = try withTemporaryDirectory { directory in
                try DeltaBundle.write(
                    records, run: run.id, run.receipt, collection, space, created: run.created, in: directory)
            }
            let prefix = CompactionRun.prefix(of: run.id, in: collection)
            try await cloud.collections.put(prefix + DeltaManifest.name, .bytes(manifest.encoded))
        }
    }

    @Test("what nobody came to an end with is sent again, the same each time")
    func stale() async throws {
        let cloud = Flow.cloud(clock)
        let (stale, fresh, done) = (
            try Flow.run(1, minutes: 16), try Flow.run(2, minutes: 14), try Flow.run(3, minutes: 60)
        )
        for run in [stale, fresh, done] { try await put(run, in: cloud) }
        let runs = RunTable(cloud.table, time: clock.source)
        try await runs.apply(.complete(mergedVectors: 3), to: done.receipt, id: done.id, .lines)
        try await runs.apply(.fail("x"), to: done.receipt, id: done.id, .words)
        try await runs.apply(.complete(mergedVectors: 3), to: stale.receipt, id: stale.id, .words)
        for _ in 0..<2 {
            let report = try await sweeper(cloud).sweep()
            #expect(report.stale == 1 && report.resent == 1 && report.rebuilt == 0 && report.failed == 0)
        }
        #expect(metrics[.runsStale, "lines"] == 2 && metrics[.runsStale, "words"] == 0)
        let messages = try await Flow.all(try cloud.needed(.lines))
        let read = try messages.map { try CompactionMessage(body: $0.body, attributes: $0.attributes) }
        #expect(read.map(\.identity) == Array(repeating: "sweep:\(stale.id):lines", count: 2))
        #expect(try await cloud.needed(.words).depth().visible == 0)
        #expect(try await cloud.needed(.embed).depth().visible == 0)
    }

    @Test("a message that was lost comes by the sweeper, and the run completes")
    func lost() async throws {
        let cloud = Flow.cloud(clock)
        let run = try Flow.run(1)
        try await put(run, in: cloud)
        let collections = CollectionName.allCases.map { ($0, PaperCollection($0, cloud.runs)) }
        let papers = Dictionary(uniqueKeysWithValues: collections)
        let now = clock.source.now
        let compactor = Compactor(retryBase: 30, events: .none, time: clock.source) { collection, messages in
            guard let paper = papers[collection] else { throw FdnixError(.usage, "no such collection") }
            return try await paper.compact(messages, now: ReceiptTime(milliseconds: now()))
        }
        #expect(try await sweeper(cloud).sweep().stale == 0)
        clock.advance(.seconds(16 * 60))
        #expect(try await sweeper(cloud).sweep().resent == 2)
        for name in [QueueName.lines, .words] {
            _ = try await QueuePoller(
                try cloud.needed(name), events: .none, time: Flow.still(clock)
            ) { await compactor.handle($0) }.pollOnce()
        }
        let end = try await cloud.runs.run(run.receipt, id: run.id)
        #expect(end?.lines.state == .completed && end?.words.state == .completed)
        #expect(try await sweeper(cloud).sweep().stale == 0)
    }

    @Test("a receipt whose bundle is gone is embedded anew, and the old run is given up")
    func gone() async throws {
        let cloud = Flow.cloud(clock)
        let run = try Flow.run(1, minutes: 20)
        try await put(run, in: cloud, bundles: [.words])
        let report = try await sweeper(cloud).sweep()
        #expect(report.stale == 2 && report.resent == 1 && report.rebuilt == 1)
        let messages = try await Flow.all(try cloud.needed(.embed)).map { try EmbedMessage(body: $0.body) }
        #expect(messages == [EmbedMessage(run.receipt, bucket: "artifacts", token: "sweep:\(run.id)")])
        let end = try #require(try await cloud.runs.run(run.receipt, id: run.id))
        #expect(end.lines.state == .failed && end.lines.error?.contains("gone") == true)
        #expect(end.words.state == .pending)
        #expect(try await sweeper(cloud).sweep().rebuilt == 0)
    }

    @Test("a bundle is there with its records, in either form, or it is gone")
    func presence() async throws {
        for (number, (keys, isThere)) in [
            (["delta.tar.gz"], true), (["chroma.sqlite3", "x/header.bin"], true), (["other"], false), ([], false),
        ].enumerated() {
            let cloud = Flow.cloud(clock)
            let run = try Flow.run(number + 1, minutes: 20)
            try await put(run, in: cloud, bundles: [.words])
            for key in keys { try await cloud.collections.put("lines/delta/\(run.id)/\(key)", .bytes([1])) }
            #expect(try await sweeper(cloud).sweep().rebuilt == (isThere ? 0 : 1), "\(keys)")
        }
        let cloud = Flow.cloud(clock)
        let run = try Flow.run(9, minutes: 20)
        let id = try #require(EntityKey.line(run.receipt, line: 1).recordID)
        let record = (record: Record(id: id, document: "x", metadata: [:]), vector: [Float(1), 0])
        try await put(run, in: cloud, bundles: [.lines], records: [record])
        try await put(run, in: cloud, bundles: [.words])
        let report = try await sweeper(cloud).sweep()
        #expect(report.rebuilt == 1 && report.resent == 1, "the records of the lines are gone")
    }

    @Test("a run that cannot be read does not stop the others")
    func unreadable() async throws {
        let cloud = Flow.cloud(clock)
        var broken = try Flow.run(1, minutes: 20).item
        broken["lines_state"] = "SLEEPING"
        try await cloud.table.put(broken)
        try await put(try Flow.run(2, minutes: 30), in: cloud)
        let report = try await sweeper(cloud).sweep()
        #expect(report.failed == 1 && report.resent == 2)
        #expect(report.json == ["stale": 2, "resent": 2, "rebuilt": 0, "enqueued": 0, "failed": 1])
    }

    @Test("receipts without a run are asked for, those of the last week that are not quite new")
    func missing() async throws {
        let cloud = Flow.cloud(clock)
        let artifacts = try cloud.artifacts.store
        func write(_ number: Int) async throws {
            let receipt = try Flow.receipt(number)
            for collection in CollectionName.allCases {
                try await artifacts.put(EmbedMessage.key(of: collection, receipt), .bytes([]))
            }
        }
        try await write(1)
        clock.advance(.seconds(8 * 86_400))
        try await write(2)
        try await write(3)
        try await artifacts.put("receipts/other/lines.ndjson", .bytes([]))
        try await put(try Flow.run(3), in: cloud)
        clock.advance(.seconds(15 * 60))
        try await write(4)
        #expect(try await sweeper(cloud).sweep().enqueued == 0)
        #expect(try await sweeper(cloud).sweep(enqueueMissing: true).enqueued == 1)
        let messages = try await Flow.all(try cloud.needed(.embed)).map { try EmbedMessage(body: $0.body) }
        #expect(messages.map(\.receipt.receiptID) == [2])
        // The same again is the same run again.
        #expect(try await sweeper(cloud).sweep(enqueueMissing: true).enqueued == 1)
    }
}
