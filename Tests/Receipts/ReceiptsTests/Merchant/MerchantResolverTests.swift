import Basics
import CountedEvents
import JSON
import ReceiptCollections
import ReceiptModel
import Segments
import Synchronization
import Tables
import TestSupport
import Testing

@testable import Receipts

@Suite struct MerchantResolverTests {
    /// A receipt of Zephyr Hardware in Springfield.
    private func rows(receipt: Int = 1) -> (lines: [String], words: [String]) {
        (
            [
                row(line: 1, "ZEPHYR HARDWARE", y: 0.9, receipt: receipt),
                row(line: 2, "SPRINGFIELD, IL 62701", y: 0.8, receipt: receipt),
                row(line: 3, "TEL 415-555-0132", y: 0.7, receipt: receipt),
            ],
            [
                row(line: 1, word: 1, "ZEPHYR", y: 0.9, receipt: receipt),
                row(line: 3, word: 1, "415-555-0132", y: 0.7, receipt: receipt, data: ("phone", "415-555-0132")),
            ]
        )
    }

    private let shop = MerchantCandidate(
        name: "Zephyr Hardware", placeID: "place-1", address: "1 Oak St, Springfield, IL 62701",
        phone: "(415) 555-0132",
        types: ["store"])

    @Test func `a telephone number that Google Places knows`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder, places: StubPlaces { $0 == .phone("4155550132") ? [shop] : [] })
            let rows = rows()
            let run = try await fixture.worker.embed(try await fixture.message(lines: rows.lines, words: rows.words))
                .run
            let item = try #require(try await fixture.merchant())
            #expect(item["merchant_name"] == "Zephyr Hardware" && item["place_id"] == "place-1")
            #expect(item["validated_by"] == "PHONE_LOOKUP" && item["validation_status"] == "MATCHED")
            #expect(item["matched_fields"]?.stringSet?.sorted() == ["name", "phone"])
            #expect(fixture.log.all.contains("Merchant resolved: tier=phone"))
            let record = try #require(try await fixture.bundle(run, .lines).records.first)
            #expect(record.record.metadata["merchant_name"] == "Zephyr Hardware")
            #expect(!fixture.log.has("5550132") && !fixture.log.has("0132"))
        }
    }

    @Test func `a shop in another state is none`() async throws {
        try await withTemporaryDirectory { folder in
            var elsewhere = shop
            elsewhere.address = "1 Oak St, Dallas, TX 75201"
            let fixture = WorkerFixture(in: folder, places: StubPlaces { [elsewhere] _ in [elsewhere] })
            let rows = rows()
            let run = try await fixture.worker.embed(try await fixture.message(lines: rows.lines, words: rows.words))
                .run
            #expect(try await fixture.merchant() == nil)
            let record = try #require(try await fixture.bundle(run, .words).records.first)
            #expect(record.record.metadata["merchant_name"] == "")
        }
    }

    @Test func `a receipt that is the same names the shop`() async throws {
        try await withTemporaryDirectory { folder in
            let lines = ListedLines()
            let fixture = WorkerFixture(in: folder, lines: lines)
            let other = rows(receipt: 2)
            let first = try await fixture.worker.embed(
                try await fixture.message(receipt: 2, lines: other.lines, words: other.words))
            try lines.add(try await fixture.bundle(first.run, .lines))
            let neighbour = try ReceiptKey(imageID: imageID, receiptID: 2)
            try await fixture.table.put([
                "PK": .string(neighbour.partition), "SK": "RECEIPT#00002#METADATA", "merchant_name": "Zephyr Hardware",
                "place_id": "place-1", "validation_status": "MATCHED",
            ])
            let rows = rows()
            _ = try await fixture.worker.embed(try await fixture.message(lines: rows.lines, words: rows.words))
            let item = try #require(try await fixture.merchant())
            #expect(item["merchant_name"] == "Zephyr Hardware" && item["place_id"] == "place-1")
            #expect(item["validated_by"] == "INFERENCE")
            #expect(fixture.log.all.contains("Merchant resolved: tier=similarity"))
            #expect(lines.asked > 0)
        }
    }

    @Test(arguments: [KnownVectors(model: "another"), KnownVectors(model: "local-hash-v1", dimension: 8)])
    func `lines of another model are left out, which is told once`(vectors: KnownVectors) async throws {
        try await withTemporaryDirectory { folder in
            let lines = ListedLines(vectors: vectors)
            let fixture = WorkerFixture(in: folder, lines: lines)
            for number in 1...3 {
                let rows = rows(receipt: number)
                let message = try await fixture.message(receipt: number, lines: rows.lines, words: rows.words)
                #expect(try await fixture.worker.embed(message).run != nil)
            }
            #expect(lines.asked == 0)
            let told = fixture.log.fields("no merchant is found by similar receipts")
            #expect(told.count == 1 && told.first?["collection"] == "lines")
        }
    }

    @Test func `what goes wrong on the way stops nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let asked = Mutex(0)
            let places = StubPlaces { _ in
                asked.withLock { $0 += 1 }
                throw FdnixError(.network, "the network is away")
            }
            let fixture = WorkerFixture(in: folder, lines: ListedLines(fails: true), places: places)
            let rows = rows()
            let message = try await fixture.message(lines: rows.lines, words: rows.words)
            #expect(try await fixture.worker.embed(message).run != nil)
            #expect(try await fixture.merchant() == nil)
            #expect(asked.withLock { $0 } == 1, "after a failure it is not asked again about this receipt")
            #expect(try await fixture.runs.count == 1)
        }
    }

    @Test func `who takes too long is not waited for`() async throws {
        try await withTemporaryDirectory { folder in
            let places = StubPlaces { _ in
                // Heeds nothing, not even that it is cancelled.
                await withCheckedContinuation { continuation in
                    Task {
                        try? await Task.sleep(for: .seconds(2)); continuation.resume()
                    }
                }
                return []
            }
            let fixture = WorkerFixture(in: folder, places: places, limit: .milliseconds(1))
            let rows = rows()
            let message = try await fixture.message(lines: rows.lines, words: rows.words)
            #expect(try await fixture.worker.embed(message).run != nil)
            #expect(fixture.log.has("took too long"))
        }
    }

    @Test func `an item that was matched stays`() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder, places: StubPlaces { [shop] _ in [shop] })
            let key = EntityKey.merchant(try ReceiptKey(imageID: imageID, receiptID: 1)).itemKey
            var item = try RunTable.schema.attributes(of: key)
            item["merchant_name"] = "Boreas"
            item["validation_status"] = "MATCHED"
            try await fixture.table.put(item)
            let rows = rows()
            let message = try await fixture.message(lines: rows.lines, words: rows.words)
            #expect(try await fixture.worker.embed(message).run != nil)
            #expect(try await fixture.merchant()?["merchant_name"] == "Boreas")
        }
    }
}

/// Answers by a closure.
struct StubPlaces: PlaceSearch {
    let answer: @Sendable (MerchantLadder.Lookup) async throws -> [MerchantCandidate]

    init(_ answer: @escaping @Sendable (MerchantLadder.Lookup) async throws -> [MerchantCandidate]) {
        self.answer = answer
    }

    func places(_ lookup: MerchantLadder.Lookup) async throws -> [MerchantCandidate] { try await answer(lookup) }
}

/// A collection of a few lines, all compared.
final class ListedLines: CollectionReader {
    let name = CollectionName.lines
    private let all = Mutex<[CollectionRecord]>([])
    private let fails: Bool
    private let known: KnownVectors
    private let questions = Mutex(0)

    init(fails: Bool = false, vectors: KnownVectors = KnownVectors()) { (self.fails, known) = (fails, vectors) }

    /// How often the nearest were asked for.
    var asked: Int { questions.withLock { $0 } }

    func add(_ bundle: OpenBundle) throws {
        let records = try bundle.records
        all.withLock { $0 += records.map { CollectionRecord(record: $0.record, vector: $0.vector.numbers) } }
    }

    func vectors() -> KnownVectors { known }
    func prepare() throws { if fails { throw FdnixError(.io, "the disk is away") } }

    func nearest(
        _ vector: [Float], limit: Int, filter: MetadataFilter?, isExact: Bool
    ) -> [NearestRecords.Match] {
        questions.withLock { $0 += 1 }
        let all = all.withLock { $0 }
        let distances = all.map { zip($0.vector, vector).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        return zip(all, distances).sorted { $0.1 < $1.1 }.prefix(limit).map {
            NearestRecords.Match(distance: $0.1, record: $0.0.record)
        }
    }

    func records(_ ids: [String]) -> [CollectionRecord] { [] }
    func ledger() -> Ledger { Ledger() }
    func verify() -> CollectionSummary { CollectionSummary(.lines, version: nil, count: 0, space: nil) }
    func forEach(batchesOf size: Int, _ body: ([CollectionRecord]) async throws -> Void) {}
}
