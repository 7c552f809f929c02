import Basics
import Digests
import JSON
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct MergeTests {
    @Test func `one receipt's merge writes one file, the others stay`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory)
            for number in 1...150 { #expect(try library.merge(receipt(number), lines: 1..<4).count == 1) }
            let before = try #require(library.manifest)
            #expect(before.count == 450 && before.entries.count > 50)
            let written = try library.merge(receipt(7), lines: 1..<3, seed: 9, run: "s")
            let after = try #require(library.manifest)
            #expect(written.count == 1 && after.count == 449 && after.baseVersion == before.version)
            #expect(Set(after.entries).subtracting(before.entries).map(\.file) == written)
            #expect(try SnapshotManifest(after.encoded) == after)
            for segment in try library.segments() { try segment.verify() }
        }
    }

    @Test func `the same again changes nothing`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory)
            _ = try library.merge(receipt(), lines: 1..<9)
            let (before, files) = (library.manifest, try FileSystem.entries(of: directory))
            let written = try library.edit(receipt()) { shard in
                for (record, vector) in try records(receipt(), lines: 1..<9) { try shard.put(record, .numbers(vector)) }
            }
            #expect(written.isEmpty && library.manifest == before)
            #expect(try FileSystem.entries(of: directory) == files)
            try library.edit(receipt()) { try $0.update("nobody") { _ in [:] } }
            try library.edit(receipt()) { shard in _ = try shard.update(shard.ids(of: receipt())[0]) { $0 } }
            #expect(library.manifest == before)
        }
    }

    @Test func `lines that are not in the newer run go`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory)
            _ = try library.merge(receipt(), lines: 1..<9)
            _ = try library.merge(receipt(2), lines: 1..<2)
            _ = try library.merge(receipt(), lines: 3..<6, run: "s")
            #expect(
                try library.ids() == [3, 4, 5].map { "IMAGE#\(imageID)#RECEIPT#00001#LINE#0000\($0)" }
                    + ["IMAGE#\(imageID)#RECEIPT#00002#LINE#00001"])
            _ = try library.merge(receipt(), lines: 1..<1, run: "t")
            #expect(try library.ids().count == 1)
            let ledger = try library.open(#require(library.manifest?.files[44]?.first)).ledger
            #expect(try ledger[receipt()] == .applied(run: "t", created: time(3), count: 0))
        }
    }

    @Test func `facts are changed and the vector stays`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory)
            _ = try library.merge(receipt(), lines: 1..<4)
            let id = try library.ids()[1]
            let before = try library.segments()[0].embedding(1)
            try library.edit(receipt()) { shard in
                try shard.update(id) { $0.merging(["merchant_name": "Acme"]) { $1 } }
                try shard.update(id) { $0.merging(["place_id": "p"]) { $1 } }
                try shard.remove(shard.ids(of: receipt())[0])
                #expect(try shard.ids(of: receipt()).count == 2 && shard.count == 2)
                #expect(try shard.record(id)?.metadata["place_id"] == "p")
            }
            let segment = try library.segments()[0]
            #expect(try segment.record(0).metadata["merchant_name"] == "Acme")
            #expect(segment.embedding(0) == before)
            // Merged key by key: what the new record does not say stays.
            try library.edit(receipt()) { shard in
                let new = Record(id: id, document: nil, metadata: ["text": "new"])
                try shard.merge(new, .numbers(segment.embedding(1)))
            }
            let merged = try library.segments()[0]
            #expect(try merged.record(0).metadata["place_id"] == "p" && merged.record(0).metadata["text"] == "new")
            #expect(try merged.record(0).document == "été 2" && merged.embedding(0) == merged.embedding(1))
        }
    }

    @Test(arguments: [1 << 20, 0])
    func `whatever is done in whatever order, the editor does what a dictionary does`(leastKept: Int) throws {
        try withTemporaryDirectory { directory in
            var random = SplitMix(3)
            var library = Library(directory: directory, layout: ShardLayout(leastKept: leastKept, ratios: 1...1))
            var expected: [String: Int64] = [:]
            let key = try receipt()
            var mostFiles = 0
            for round in 0..<60 {
                try library.edit(key) { shard in
                    for _ in 0..<Int.random(in: 0...6, using: &random) {
                        let line = Int.random(in: 0...12, using: &random)
                        let id = try #require(EntityKey.line(key, line: line).recordID)
                        let value = Int64.random(in: 0...5, using: &random)
                        switch Int.random(in: 0...9, using: &random) {
                        case 0...4:
                            let vector = [Float](repeating: Float(value), count: 64)
                            try shard.put(
                                Record(id: id, document: nil, metadata: ["v": .integer(value)]), .numbers(vector))
                            expected[id] = value
                        case 5...6:
                            try shard.update(id) { _ in ["v": .integer(value)] }
                            if expected[id] != nil { expected[id] = value }
                        case 7...8:
                            #expect(try shard.remove(id) == (expected[id] != nil))
                            expected[id] = nil
                        default:
                            #expect(try shard.removeAll(of: key) == expected.count)
                            expected = [:]
                        }
                        #expect(try shard.ids(of: key) == expected.keys.sorted() && shard.count == expected.count)
                    }
                }
                var found: [String: Int64] = [:]
                for segment in try library.segments() {
                    try segment.verify()
                    for row in 0..<segment.count {
                        let record = try segment.record(row)
                        found[record.id] = record.metadata["v"]?.int
                    }
                }
                #expect(found == expected, "round \(round)")
                mostFiles = max(mostFiles, library.manifest?.entries.count ?? 0)
            }
            #expect(mostFiles == (leastKept == 0 ? 2 : 1))
        }
    }

    @Test func `parts are split in two and nothing is lost`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory)
            for number in 1...120 { _ = try library.merge(receipt(number), lines: 1..<3) }
            let before = try #require(library.manifest)
            var entries: [SnapshotManifest.Entry] = []
            for entry in before.entries {
                entries += try Resharding.split(
                    library.open(entry.file), shard: entry.shard, count: before.shardCount, in: directory)
            }
            let ids = try library.ids()
            library.manifest = SnapshotManifest(
                .lines, version: "w", baseVersion: before.version, space: space, shardCount: 128, entries: entries,
                created: time())
            #expect(try library.ids() == ids && library.manifest?.count == before.count)
            let manifest = try SnapshotManifest(#require(library.manifest).encoded)
            for number in 1...120 {
                let shard = try Shards.shard(of: receipt(number), count: 128)
                let segment = try library.open(#require(manifest.files[shard]?.first))
                #expect(try segment.rows(of: receipt(number)).count == 2)
                #expect(try segment.ledger[receipt(number)] != nil)
            }
        }
    }

    @Test func `manifests that contradict themselves are refused`() throws {
        try withTemporaryDirectory { directory in
            var library = Library(directory: directory)
            _ = try library.merge(receipt(), lines: 1..<4)
            let manifest = try #require(library.manifest)
            func refused(_ change: (inout JSONObject) -> Void) throws -> Bool {
                var object = try #require(JSONValue.parse(manifest.encoded).object)
                change(&object)
                return message { _ = try SnapshotManifest(JSONValue.object(object).encoded) } != nil
            }
            #expect(try !refused { _ in })
            for key in [
                "schema", "collection", "version", "model", "dims", "text_format", "shard_count", "count", "created_at",
            ] {
                #expect(try refused { $0[key] = nil }, "\(key)")
            }
            #expect(try refused { $0["count"] = 4 } && refused { $0["shard_count"] = 44 })
            let file = manifest.entries[0].file.name
            for name in ["../\(file)", "/etc/passwd", "seg-044-x.seg", "seg-044-0123456789abcdef.seg", "\(file)/.."] {
                #expect(
                    try refused { object in
                        var segment = object["segments"]?.array?[0].object ?? [:]
                        segment["file"] = .string(name)
                        object["segments"] = [.object(segment)]
                    }, "\(name)")
            }
            #expect(
                try refused { $0["segments"] = .array(($0["segments"]?.array ?? []) + ($0["segments"]?.array ?? [])) })
        }
    }

    @Test func `the hash of a version's files is that of md5sum's lines`() throws {
        let files = [
            (path: "b", md5: "22", bytes: 2), (path: "a", md5: "11", bytes: 1), (path: "x.tmp", md5: "33", bytes: 9),
        ]
        let hash = try SnapshotHash(files + [(".snapshot_hash", "44", 1)])
        #expect(try hash.hash == Digest.hash(.md5, Array("11  a\n22  b\n".utf8)).hexadecimal)
        #expect(hash.fileCount == 2 && hash.totalSize == 3)
        let encoded = hash.encoded(at: time(), seconds: 0.5)
        #expect(message { try hash.check(encoded) } == nil)
        #expect(message { try SnapshotHash([]).check(encoded) }?.contains("does not fit") == true)
        #expect(message { try hash.check([]) } != nil)
    }

    @Test func `vectors of other kinds are not mixed`() {
        #expect(message { try space.check(space, of: "the bundle") } == nil)
        let other = VectorSpace(model: "m", dimension: 3, textFormat: "t")
        let text = message { try space.check(other, of: "the bundle") }
        #expect(["model m", "dims 3", "text format t"].allSatisfy { text?.contains($0) == true })
    }
}
