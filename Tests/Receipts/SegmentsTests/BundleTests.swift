import Basics
import JSON
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct BundleTests {
    @Test func `a bundle is read back as it was written`() throws {
        try withTemporaryDirectory { directory in
            let written = try records(receipt(), lines: 1..<8)
            let manifest = try bundle(receipt(), written.shuffled(), in: directory)
            let read = try DeltaBundle(directory: directory)
            #expect(read.manifest == manifest && manifest.count == 7)
            let segment = try #require(read.records)
            for (row, (record, vector)) in written.enumerated() {
                #expect(try segment.record(row) == record)
                #expect(segment.embedding(row) == vector)
                #expect(try segment.row(of: record.id) == row)
            }
            #expect(try segment.row(of: "nobody") == nil)
            #expect(try DeltaManifest(manifest.encoded) == manifest)
        }
    }

    @Test func `equal content, equal names`() throws {
        let names = try (0..<2).map { _ in
            try withTemporaryDirectory { directory in
                try bundle(receipt(), records(receipt(), lines: 1..<30).shuffled(), in: directory).payload?.name
            }
        }
        #expect(names[0] != nil && names[0] == names[1])
    }

    @Test func `a bundle without records has no file of them`() throws {
        try withTemporaryDirectory { directory in
            let manifest = try bundle(receipt(), [], in: directory)
            #expect(manifest.payload == nil)
            #expect(try DeltaBundle(directory: directory).records == nil)
            #expect(try FileSystem.entries(of: directory) == ["delta.json"])
            #expect(String(decoding: manifest.encoded, as: UTF8.self).contains(#""payload":null,"payload_bytes":null"#))
        }
    }

    @Test func `what contradicts itself is refused`() throws {
        try withTemporaryDirectory { directory in
            let manifest = try bundle(receipt(), records(receipt(), lines: 1..<4), in: directory)
            let payload = try #require(manifest.payload)
            let good = try FileSystem.read("\(directory)/\(payload.name)")
            func refused(_ change: (inout JSONObject) -> Void) throws -> String? {
                var object = try #require(JSONValue.parse(manifest.encoded).object)
                change(&object)
                try AtomicFile.write(JSONValue.object(object).encoded, to: "\(directory)/delta.json")
                return message { _ = try DeltaBundle(directory: directory) }
            }
            #expect(try refused { _ in } == nil)
            #expect(try refused { $0["count"] = 4 }?.contains("3 records where its bundle says 4") == true)
            #expect(try refused { $0["dims"] = 32 } != nil)
            #expect(try refused { $0["receipt_id"] = 2 }?.contains("another receipt") == true)
            #expect(try refused { $0["payload"] = "../secret" }?.contains("payload") == true)
            #expect(try refused { $0["payload_bytes"] = 5 }?.contains("not the file") == true)
            #expect(try refused { $0["payload_sha256"] = .string(String(repeating: "0", count: 64)) } != nil)
            #expect(try refused { $0["schema"] = 2 }?.contains("schema") == true)
            #expect(try refused { $0["payload"] = nil } != nil)
            for key in ["run_id", "image_id", "receipt_id", "collection", "model", "dims", "text_format", "created_at"]
            {
                #expect(try refused { $0[key] = nil }?.contains(key) == true, "\(key)")
            }
            var damaged = good
            damaged[good.count - 3] ^= 1
            try AtomicFile.write(damaged, to: "\(directory)/\(payload.name)")
            #expect(try refused { _ in }?.contains("not the file") == true)
        }
    }

    @Test func `two records with one id, and vectors of other sizes`() throws {
        try withTemporaryDirectory { directory in
            let pair = try records(receipt(), lines: 1..<2)
            #expect(message { _ = try bundle(receipt(), pair + pair, in: directory) }?.contains("two records") == true)
            let short = [(pair[0].record, [Float](repeating: 0, count: 3))]
            #expect(message { _ = try bundle(receipt(), short, in: directory) }?.contains("3 numbers") == true)
            #expect(try FileSystem.entries(of: directory).isEmpty)
        }
    }
}
