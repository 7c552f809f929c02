import Basics
import CountedEvents
import Embedding
import JSON
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Segments
import Synchronization
import Tables
import TestSupport
import Testing

@testable import Receipts

@Suite struct EmbedWorkerTests {
    private let lines = [
        row(line: 1, "ZEPHYR HARDWARE", y: 0.9), row(line: 2, "----", y: 0.6), row(line: 3, "TOTAL 9", y: 0.2),
    ]
    private let words = [
        row(line: 1, word: 1, "ZEPHYR", x: 0.1, y: 0.9), row(line: 1, word: 2, "|", x: 0.3, y: 0.9),
        row(line: 1, word: 3, "HARDWARE", x: 0.7, y: 0.9),
    ]

    @Test func `a receipt becomes two bundles, and then a run`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let outcome = try await fixture.worker.embed(try await fixture.message(lines: lines, words: words))
            let run = try #require(try await fixture.runs.first)
            #expect(outcome.run == run.id && !outcome.isDuplicate && outcome.prefixes[.words] == run.words.prefix)
            #expect(run.lines.state == .pending && run.lines.prefix == "lines/delta/\(run.id)/")
            let bundle = try await fixture.bundle(run.id, .lines)
            let records = try bundle.records.map(\.record)
            #expect(records.map(\.document) == ["ZEPHYR HARDWARE", "TOTAL 9"])
            #expect(records[0].metadata["receipt_id"] == 1)
            #expect(bundle.space?.textFormat == "tagged-1" && bundle.dimension == 32)
            let found = try await fixture.bundle(run.id, .words).records.map(\.record)
            #expect(
                found.map(\.document) == ["ZEPHYR", "HARDWARE"], "noise is no record, and a neighbour all the same")
            #expect(found.map { $0.metadata["right"] } == ["|", "<EDGE>"] && found[1].metadata["left"] == "|")
            #expect(fixture.model.calls.count == 1, "lines and words go together")
            for text in [
                "Loaded NDJSON rows: lines=3 words=3", "Upserted embeddings into delta mode",
                "Uploaded lines delta bundle to s3://chromadb/lines/delta/\(run.id)/",
                "Uploaded words delta bundle to s3://chromadb/words/delta/\(run.id)/", "Wrote CompactionRun \(run.id)",
            ] { #expect(fixture.log.all.contains(text), "\(text)") }
            #expect(try FileSystem.entries(of: folder).isEmpty)
        }
    }

    @Test func `a run is as old as its reading of the rows, however long it takes from there`() async throws {
        try await withTemporaryDirectory { folder in
            let clock = StillClock()
            let model = CountingEmbedder { _ in clock.advance(.seconds(600)) }
            let fixture = WorkerFixture(
                in: folder, model: model,
                time: TimeSource(now: clock.source.now) { _ in try await Task.sleep(for: .seconds(3600)) })
            let began = ReceiptTime.now(clock.source)
            _ = try await fixture.worker.embed(try await fixture.message(lines: lines, words: words))
            #expect(try await fixture.runs.map(\.created) == [began])
            #expect(ReceiptTime.now(clock.source) > began)
        }
    }

    @Test func `the same message leads to one run, however often it comes`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let message = try await fixture.message(lines: lines, words: words)
            let ids = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<10 { group.addTask { try await fixture.worker.embed(message).run } }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await fixture.runs.count == 1)
            let objects = try await fixture.collections.list(prefix: "", token: nil, limit: 100).objects
            #expect(objects.count == 4, "two files a bundle")
            let calls = fixture.model.calls.count
            #expect(try await fixture.worker.embed(message).isDuplicate)
            #expect(fixture.model.calls.count == calls)
            var again = message
            again.token = "again"
            #expect(try await fixture.worker.embed(again).run != ids.first)
            #expect(try await fixture.runs.count == 2)
        }
    }

    @Test func `names of runs`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let outcome = try await fixture.worker.embed(try await fixture.message())
            #expect(outcome == .nothing && fixture.log.has("Nothing to embed"))
            #expect(outcome.json.description == #"{"run_id":null,"lines_prefix":null,"words_prefix":null}"#)
            #expect(try await fixture.runs.isEmpty && fixture.model.calls.isEmpty)
        }
    }

    @Test(arguments: [
        ("\n", ""), ("\r\n", "\r\n"), ("\n\n  \n", "\n"), ("\n", "\n\n"),
    ])
    func `files may end and be parted as they like`(separator: String, end: String) async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let rows = (1...3).map { row(line: $0, "LINE \($0)", #","unknown":[1]"#) }
            let message = try await fixture.message(lines: [rows.joined(separator: separator)], end: end)
            let outcome = try await fixture.worker.embed(message)
            #expect(try await fixture.bundle(outcome.run, .lines).records.count == 3)
            let empty = try await fixture.bundle(outcome.run, .words)
            #expect(empty.count == 0, "a bundle without records")
        }
    }

    @Test func `a row that cannot be read fails the message by its place`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let rows = [row(word: 1, "A"), row(word: 2, "B"), row(word: 3, nil)]
            let message = try await fixture.message(words: rows)
            let error = await #expect(throws: FdnixError.self) { try await fixture.worker.embed(message) }
            #expect(error?.message == "words.ndjson row 3: missing text")
            let foreign = try await fixture.message(lines: [row("A", receipt: 2)])
            await #expect(throws: FdnixError.self) { try await fixture.worker.embed(foreign) }
            #expect(try await fixture.runs.isEmpty)
        }
    }

    @Test func `files that are missing or too large`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let message = try await fixture.message(lines: lines)
            try await fixture.artifacts.delete([message.wordsKey])
            let error = await #expect(throws: FdnixError.self) { try await fixture.worker.embed(message) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `where words stand`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let places = [(0.33, 0.33), (0.66, 0.66), (0.1, 0.9)]
            let rows = places.enumerated().map { row(line: $0 + 1, word: 1, "W\($0)", x: $1.0, y: $1.1) }
            _ = try await fixture.worker.embed(try await fixture.message(words: rows))
            #expect(
                fixture.model.calls.first == [
                    "<TARGET>W0</TARGET> <POS>bottom-center</POS> <CONTEXT><EDGE> <EDGE></CONTEXT>",
                    "<TARGET>W1</TARGET> <POS>middle-right</POS> <CONTEXT><EDGE> <EDGE></CONTEXT>",
                    "<TARGET>W2</TARGET> <POS>top-left</POS> <CONTEXT><EDGE> <EDGE></CONTEXT>",
                ])
        }
    }

    @Test func `three thousand words keep their vectors`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let rows = (0..<3000).map { row(line: $0 / 10, word: $0 % 10, "W\($0)", x: Double($0 % 10) / 10) }
            let outcome = try await fixture.worker.embed(try await fixture.message(words: rows))
            let records = try await fixture.bundle(outcome.run, .words).records
            #expect(records.count == 3000)
            let texts = Dictionary(uniqueKeysWithValues: zip(rows.indices.map { "W\($0)" }, fixture.model.calls[0]))
            for (record, vector) in records[1234...1240] {
                let text = try #require(texts[record.document ?? ""])
                let expected = try await HashEmbedder(dimension: 32).embed([text], purpose: .document).values
                #expect(vector.numbers == expected, "\(record.id)")
            }
        }
    }

    @Test func `one vector too few is a failure, and nothing is written`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder, model: CountingEmbedder(missing: 1))
            let message = try await fixture.message(lines: lines, words: words)
            let error = await #expect(throws: FdnixError.self) { try await fixture.worker.embed(message) }
            #expect(error?.message.contains("3 vectors for 4 texts") == true)
            #expect(try await fixture.runs.isEmpty)
            #expect(try await fixture.collections.list(prefix: "", token: nil, limit: 9).objects.isEmpty)
            #expect(try FileSystem.entries(of: folder).isEmpty)
        }
    }

    @Test(arguments: ["lines/", "words/", "delta.json"])
    func `an upload that fails leaves no run`(part: String) async throws {
        try await withTemporaryDirectory { folder in
            let store = TroubledStore { $0.contains(part) }
            let fixture = WorkerFixture(in: folder, collections: store)
            let message = try await fixture.message(lines: lines, words: words)
            await #expect(throws: FdnixError.self) { try await fixture.worker.embed(message) }
            #expect(try await fixture.runs.isEmpty && !fixture.log.has("Wrote CompactionRun"))
            #expect(!fixture.log.has("Uploaded words"))
            #expect(fixture.log.has("Uploaded lines") == (part == "words/"))
            #expect(try FileSystem.entries(of: folder).isEmpty)
            store.mend()
            _ = try await fixture.worker.embed(message)
            #expect(try await fixture.runs.count == 1)
            #expect(fixture.model.calls.last?.count == (part == "words/" ? 2 : 4), "what is there is used again")
        }
    }

    @Test func `a bundle that contradicts itself is made anew`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let message = try await fixture.message(lines: lines, words: words)
            let run = try #require(try await fixture.worker.embed(message).run)
            try await RunTable(fixture.table).delete(message.receipt, id: run)
            let key = "\(CompactionRun.prefix(of: run, in: .lines))\(DeltaManifest.name)"
            let manifest = String(
                decoding: try await fixture.collections.get(key).collect(upTo: 1 << 20), as: UTF8.self)
            // Its records are those that it names; their number is not.
            try await fixture.collections.put(
                key, .bytes(Array(manifest.replacing("\"count\":2", with: "\"count\":3").utf8)))
            await #expect(throws: FdnixError.self) { try await fixture.bundle(run, .lines) }
            #expect(try await fixture.worker.embed(message).run == run)
            #expect(try await fixture.bundle(run, .lines).count == 2)
            #expect(fixture.log.has("is made anew") && fixture.model.calls.count == 2)
        }
    }

    @Test func `a crash before the run leaves bundles that are used again`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let message = try await fixture.message(lines: lines, words: words)
            let run = try #require(try await fixture.worker.embed(message).run)
            try await RunTable(fixture.table).delete(message.receipt, id: run)
            let before = try await fixture.collections.list(prefix: "", token: nil, limit: 9).objects
            #expect(try await fixture.worker.embed(message).run == run)
            #expect(fixture.model.calls.count == 1)
            #expect(try await fixture.collections.list(prefix: "", token: nil, limit: 9).objects == before)
            #expect(try await fixture.runs.count == 1)
        }
    }
}
