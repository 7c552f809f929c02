import Basics
import CollectionConformance
import JSON
import ReceiptCollections
import ReceiptModel
import Segments
import TestSupport
import Testing

@testable import ChromaCollections

/// The server that Tests/System/chroma/with-server starts.
private func liveServer() throws -> String {
    try serverVariable("FDNIX_TEST_CHROMA_URL", setBy: "Tests/System/chroma/with-server")
}

/// A prefix that no other check has.
private func newPrefix() -> String { "check\(UInt64.random(in: 0 ... .max))-" }

/// What every back end has to do, with a real server.
@Suite(.serialized, .timeLimit(.minutes(30))) struct LiveChromaConformanceTests {
    @Test(arguments: CollectionCheck.all.filter { !$0.needs.contains(.versions) })
    func check(_ check: CollectionCheck) async throws { try await run(check, on: liveServer(), prefix: newPrefix()) }
}

@Suite(.serialized, .timeLimit(.minutes(15))) struct LiveChromaTests {
    private let wide = CollectionUnderTest.space

    private func collection(_ prefix: String) throws -> ChromaCollection {
        let server = ChromaServer(try ChromaSettings(url: liveServer(), prefix: prefix), client: client)
        return ChromaCollection(.words, server: server, table: memory(), space: wide)
    }

    /// Records of all that can be in one, with numbers of every size.
    private func samples(_ count: Int) throws -> [CollectionRecord] {
        var random = SplitMix(11)
        return try (0..<count).map { index in
            let key = try receipt(1 + index / 50)
            var metadata: [String: JSONValue] = [
                "image_id": .string(key.imageID), "receipt_id": .integer(Int64(key.receiptID)),
                "word_id": .integer(Int64(index)), "large": .integer(Int64.max - Int64(index)),
                "flag": .bool(index % 2 == 0),
                "text": .string("été \"\(index)\"\n☺ \u{1F64F}"), "empty": "", "whole": .double(Double(index)),
                "words": ["a", "ü"], "numbers": [1, 2, -3], "flags": [true, false],
            ]
            for place in 0..<20 {
                let scale = Double("1e\(Int.random(in: -20...20, using: &random))") ?? 1
                metadata["n\(place)"] = .double(number(place < 10 ? 1 : scale, &random))
            }
            metadata["fractions"] = [.double(number(1, &random)), 2.0]
            let id = EntityKey.word(key, line: 1, word: index).recordID ?? ""
            let record = Record(
                id: id, document: index % 7 == 3 ? nil : "ⅷ \(index)\t\\ é", metadata: index == 9 ? [:] : metadata)
            return CollectionRecord(
                record: record, vector: (0..<64).map { _ in Float.random(in: -1...1, using: &random) })
        }
    }

    @Test("What is written is read again, here and by Chroma's own client")
    func written() async throws {
        let collection = try collection("written-")
        let old = try samples(500).map { record in
            var record = record
            record.record.metadata["old"] = 1
            record.record.document = "old"
            record.vector[0] = 5
            return record
        }
        func fill(_ records: [CollectionRecord]) async throws -> CollectionSummary {
            let sorted = records.sorted { $0.record.id.utf8.lexicographicallyPrecedes($1.record.id.utf8) }
            return try await collection.replaceAll(in: wide, knowing: Ledger()) { add in
                for start in stride(from: 0, to: sorted.count, by: 90) {
                    try await add(Array(sorted[start...].prefix(90)))
                }
            }
        }
        #expect(try await fill(old).count == 500)
        let records = try samples(420)
        #expect(try await fill(records).count == 420)
        let found = try await collection.records(records.map(\.record.id))
        #expect(found.count == 420)
        for (read, record) in zip(found, records) { #expect(read == record) }
        #expect(try await collection.verify() == CollectionSummary(.words, version: nil, count: 420, space: wide))
        var lines = JSONWriter()
        for record in records {
            let bytes = record.vector.flatMap { number in
                withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
            }
            lines.object {
                $0.member("id", record.record.id)
                $0.member("document", record.record.document)
                $0.member("vector", Base64.encode(bytes))
                $0.objectMember("metadata") { json in
                    for (key, value) in record.record.metadata { json.member(key, value) }
                }
            }
            lines.newline()
        }
        let path = try serverVariable("FDNIX_TEST_CHROMA_WRITTEN", setBy: "Tests/System/chroma/with-server")
        try AtomicFile.write(lines.bytes, to: path)
    }

    @Test("Any number comes back as it was sent, or as one close beside it")
    func numbers() async throws {
        let collection = try await ServerCollection.make("\(newPrefix())numbers", space, on: collection("").server)
        var random = SplitMix(5)
        var sent: [String: [String: JSONValue]] = [:]
        for record in 0..<100 {
            for place in 0..<100 {
                let scale = place % 2 == 0 ? 1 : Double("1e\(Int.random(in: -30...30, using: &random))") ?? 1
                sent["\(record)", default: [:]]["n\(place)"] = .double(
                    Double.random(in: -1...1, using: &random) * scale)
            }
        }
        try await collection.upsert(sent.map { write($0.key, metadata: $0.value) })
        let found = try await collection.records(Array(sent.keys), [.metadatas])
        var (same, near) = (0, 0)
        for (record, _) in found {
            for (name, value) in sent[record.id] ?? [:] {
                guard let left = value.double, let right = record.metadata[name]?.double else { continue }
                same += left == right ? 1 : 0
                near += abs(left - right) <= 4 * left.ulp ? 1 : 0
                if readQuickly(left.description) == left { #expect(left == right) }
            }
        }
        #expect(near == 10_000 && same > 8000, "\(same) are the same, \(near) at most neighbours")
        try await collection.delete()
    }

    @Test("More than a page of vectors of full size is written and read")
    func pages() async throws {
        let large = VectorSpace(model: "text-embedding-3-small", dimension: 1536, textFormat: "tagged-1")
        let prefix = newPrefix()
        let server = ChromaServer(try ChromaSettings(url: liveServer(), prefix: prefix, isHosted: true), client: client)
        let collection = ChromaCollection(.lines, server: server, table: memory(), space: large)
        var random = SplitMix(3)
        let records = (0..<650).map { index in
            CollectionRecord(
                record: Record(id: "r\(1000 + index)", document: "\(index)", metadata: ["i": .integer(Int64(index))]),
                vector: (0..<1536).map { _ in Float.random(in: -1...1, using: &random) })
        }
        _ = try await collection.replaceAll(in: large, knowing: Ledger()) { add in
            for start in stride(from: 0, to: records.count, by: 400) {
                try await add(Array(records[start...].prefix(400)))
            }
        }
        var read: [CollectionRecord] = []
        try await collection.forEach(batchesOf: 250) { read += $0 }
        #expect(read == records)
        let matches = try await collection.nearest(records[77].vector, limit: 5, filter: nil, isExact: false)
        #expect(matches.first?.record.id == "r1077" && matches.first?.distance == 0)
    }
}
