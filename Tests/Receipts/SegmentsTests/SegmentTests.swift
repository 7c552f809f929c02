import Basics
import JSON
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct SegmentTests {
    /// The bytes of a segment with a few records and a ledger.
    private func sample() throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            var editor = try ShardEditor([], .lines, shard: 3, dimension: 64)
            for (record, vector) in try records(receipt(), lines: 1..<6) { try editor.put(record, .numbers(vector)) }
            editor.ledger.apply(try receipt(), run: "r", created: time(), count: 5)
            return try FileSystem.read("\(directory)/\(#require(editor.write(in: directory).new).name)")
        }
    }

    @Test func `the form in bytes`() throws {
        let bytes = try sample()
        #expect(String(decoding: bytes.prefix(8), as: UTF8.self) == "RSEG0001")
        let length = Int(bytes[8]) | Int(bytes[9]) << 8
        let header = try JSONValue.parse(Array(bytes[12..<12 + length]))
        #expect(header.object?.keys == header.object?.keys.sorted())
        let (matrix, rows) = (try #require(header["matrix_offset"]?.int), try #require(header["rows_offset"]?.int))
        #expect(matrix % 64 == 0 && matrix >= 12 + length && rows == matrix + 5 * 64 * 4)
        #expect(header["rows_length"]?.int == Int64(bytes.count) - rows)
        #expect(bytes[(12 + length)..<Int(matrix)].allSatisfy { $0 == 0 })
        let lines = String(decoding: bytes[Int(rows)...], as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 5 && lines[0].hasPrefix(#"{"document":"été 1","id":"IMAGE#"#))
        #expect(header["receipts"]?["\(imageID)#00001"]?["count"] == 5)
        #expect(header["shard"] == 3 && header["schema"] == 1)
    }

    @Test func `bytes that somebody damaged give an error or the same meaning, never a crash`() throws {
        let bytes = try sample()
        let iterations = ProcessEnvironment.current["FDNIX_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 2_000
        var random = SplitMix(5)
        var refused = 0
        for round in 0..<iterations {
            var damaged = bytes
            switch round % 4 {
            case 0: damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
            case 1:
                damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: damaged[Int.random(in: 8..<420, using: &random)] = UInt8.random(in: 0x20..<0x7F, using: &random)
            default:
                damaged = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                damaged.replaceSubrange(0..<min(8, damaged.count), with: Array("RSEG0001".utf8).prefix(damaged.count))
            }
            do {
                let segment = try Segment(ByteView(copying: damaged), name: "damaged")
                try segment.verify()
                for row in 0..<segment.count { #expect(segment.embedding(row).count == segment.dimension) }
                _ = try segment.rows(of: receipt())
                let editor = try ShardEditor([segment], segment.collection, shard: segment.shard ?? 0, dimension: 64)
                _ = try editor.ids(of: receipt())
            } catch is FdnixError { refused += 1 }
        }
        #expect(refused > iterations / 2)
    }

    @Test func `other versions are told from damage`() throws {
        var bytes = try sample()
        bytes[7] = UInt8(ascii: "2")
        #expect(message { _ = try Segment(ByteView(copying: bytes), name: "x") }?.contains("newer program") == true)
        bytes[0] = 0
        #expect(message { _ = try Segment(ByteView(copying: bytes), name: "x") }?.contains("not a segment") == true)
    }

    @Test func `ids that differ in bytes are different`() throws {
        try withTemporaryDirectory { directory in
            // The same letter as one character and as two.
            var editor = try ShardEditor([], .words, shard: 0, dimension: 2)
            for id in ["e\u{301}", "\u{E9}", "z", "e"] {
                try editor.put(Record(id: id, document: nil, metadata: [:]), .numbers([0, 1]))
            }
            let segment = try Segment(path: "\(directory)/\(#require(editor.write(in: directory).new).name)")
            try segment.verify()
            #expect(segment.count == 4)
            #expect(try segment.row(of: "e\u{301}") == 1)
            #expect(try segment.row(of: "\u{E9}") == 3)
        }
    }
}
