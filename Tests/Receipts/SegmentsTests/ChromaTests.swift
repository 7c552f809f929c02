import Basics
import Compression
import JSON
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct ChromaTests {
    private func read(_ directory: String) throws -> [String: [Float]] {
        let records = try ChromaDirectory(path: directory).records(of: "lines")
        return Dictionary(uniqueKeysWithValues: records.map { ($0.record.id, $0.vector) })
    }

    @Test func `a queue is done again in order`() throws {
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(
                directory, ["a", "b", "d"],
                [
                    (0, "a", [1, 0]), (0, "a", [9, 9]), (1, "a", nil), (1, "c", [5, 5]), (2, "b", [0, 1]),
                    (1, "b", [0, 2]),
                    (0, "d", [3, 3]), (3, "d", nil), (0, "d", [4, 4]), (2, "e", [1, 1]), (3, "e", nil),
                ])
            #expect(try read(directory) == ["a": [1, 0], "b": [0, 2], "d": [4, 4]])
            #expect(
                message { _ = try ChromaDirectory(path: directory).records(of: "words") }?.contains("words") == true)
            #expect(try ChromaDirectory(path: directory).collections() == ["lines"])
        }
        #expect(throws: FdnixError.self) { try ChromaDirectory(path: "/nowhere") }
    }

    @Test func `an index is gone on from where the queue was left`() throws {
        try withTemporaryDirectory { directory in
            let queue: [(Int, String, [Float]?)] = [
                (0, "a", [8, 8]), (0, "b", [8, 8]), (2, "c", [3, 3]), (3, "a", nil),
            ]
            try ChromaFiles.database(directory, ["b", "c"], queue, seen: 2)
            try ChromaFiles.index(
                directory, [(7, [1, 1], false), (9, [6, 6], true), (8, [2, 2], false)],
                pickle: ChromaFiles.pickle([(7, "a"), (8, "b")]))
            #expect(try read(directory) == ["b": [2, 2], "c": [3, 3]])
            try ChromaFiles.index(directory, [(7, [1, 1], false)], pickle: ChromaFiles.pickle([(7, "a"), (8, "b")]))
            #expect(message { _ = try read(directory) }?.contains("2 ids have 1 vectors") == true)
            try ChromaFiles.index(
                directory, [(7, [1, 1], false), (5, [1, 1], false)], pickle: ChromaFiles.pickle([(7, "a"), (8, "b")]))
            #expect(message { _ = try read(directory) }?.contains("no id") == true)
            // A class to be made and called: never.
            let call = Array("\u{80}\u{03}cos\nsystem\n(X".unicodeScalars.map { UInt8($0.value) })
            try ChromaFiles.index(directory, [(7, [1, 1], false)], pickle: call)
            #expect(message { _ = try read(directory) }?.contains("not one of data") == true)
        }
    }

    @Test func `ids without vectors make the whole invalid`() throws {
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(directory, ["a", "b"], [(0, "a", [1, 0])])
            #expect(message { _ = try read(directory) }?.contains("2 ids and 1 vectors") == true)
        }
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(directory, ["a"], [(0, "b", [1, 0])])
            #expect(message { _ = try read(directory) }?.contains("no vector of a") == true)
        }
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(directory, ["a"], [(0, "a", [1, 0, 0])])
            #expect(message { _ = try read(directory) }?.contains("12 bytes") == true)
        }
    }

    @Test func `damaged indexes give errors, never a crash`() throws {
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(directory, ["a", "b"], [], seen: 0)
            let good = ChromaFiles.pickle([(7, "a"), (8, "b")])
            var random = SplitMix(4)
            let iterations = ProcessEnvironment.current["FDNIX_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 300
            for _ in 0..<iterations {
                var damaged = good
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                try ChromaFiles.index(directory, [(7, [1, 1], false), (8, [2, 2], false)], pickle: damaged)
                let header = "\(directory)/\(ChromaFiles.index)/header.bin"
                var bytes = try FileSystem.read(header)
                if Bool.random(using: &random) { bytes[Int.random(in: 0..<52, using: &random)] ^= 1 << 3 }
                try AtomicFile.write(bytes, to: header)
                do { #expect(try read(directory).count == 2) } catch is FdnixError {}
            }
        }
    }

    @Test(arguments: [
        ("small-32", "lines", 202), ("large-32", "words", 1984), ("wide-1536", "words", 1048),
        ("few-1536", "lines", 59),
    ])
    func `what Chroma itself reads back`(name: String, collection: String, count: Int) async throws {
        let folder = "data/receipts/chroma"
        guard let archive = Skips.sharedFile("\(folder)/\(name).tar.gz", for: "directories of Chroma are read"),
            let truth = Skips.sharedFile("\(folder)/\(name).truth.ndjson.xz", for: "directories of Chroma are read")
        else { return }
        try await withTemporaryDirectory { directory in
            try await ChromaArchive.unpack(DescriptorInput(path: archive), into: directory)
            let records = try ChromaDirectory(path: directory).records(of: collection)
            var decoded = DecodedInput(try DescriptorInput(path: truth), name: truth)
            var bytes: [UInt8] = []
            while let piece = try await decoded.next() { bytes += piece }
            let lines = bytes.split(separator: 0x0A)
            #expect(records.count == count && lines.count == count)
            for (line, (record, vector)) in zip(lines, records) {
                let expected = try JSONValue.parse(Array(line))
                #expect(record.id == expected["id"]?.string)
                #expect(record.document == expected["document"]?.string)
                let members = (expected["metadata"]?.object?.members ?? []).map { ($0.key, $0.value) }
                #expect(record.metadata == Dictionary(uniqueKeysWithValues: members))
                #expect(Base64.encode(ChromaFiles.bytes(vector)) == expected["vector"]?.string)
            }
        }
    }
}
