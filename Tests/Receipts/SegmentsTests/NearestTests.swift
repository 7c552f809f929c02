import Basics
import JSON
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct NearestTests {
    /// A few shards of vectors in groups, as the lines of many receipts are, with sketches.
    private func sample(
        _ count: Int, dimension: Int, _ directory: String
    ) throws -> (segments: [Segment], vectors: [[Float]]) {
        var random = SplitMix(8)
        let centres = (0..<max(1, count / 12)).map { _ in unit(dimension, &random) }
        var editors = try (0..<3).map { try ShardEditor([], .words, shard: $0, dimension: dimension) }
        var vectors: [[Float]] = []
        for number in 0..<count {
            let noise = unit(dimension, &random)
            let mixed = zip(centres[number % centres.count], noise).map { $0 + 0.6 * $1 }
            let length = mixed.reduce(0) { $0 + $1 * $1 }.squareRoot()
            vectors.append(mixed.map { $0 / length })
            let record = Record(
                id: "r\(1_000_000 + number)", document: nil, metadata: ["receipt_id": .string("\(number % 7)")])
            try editors[number % 3].put(record, .numbers(vectors[number]))
        }
        let files = try editors.map { try #require($0.write(in: directory).new) }
        return (try files.map { try Segment(path: "\(directory)/\($0.name)") }, vectors)
    }

    private func slow(_ query: [Float], _ vectors: [[Float]], _ limit: Int) -> [String] {
        let distances = vectors.map { vector in
            zip(vector, query).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
        }
        return vectors.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(limit).map {
            "r\(1_000_000 + $0)"
        }
    }

    @Test(arguments: [3, 64, 200])
    func `exact search finds the nearest`(dimension: Int) throws {
        try withTemporaryDirectory { directory in
            let (segments, vectors) = try sample(300, dimension: dimension, directory)
            let nearest = try NearestRecords(segments)
            for query in vectors.prefix(20) {
                let found = try nearest.search(query, limit: 10, mode: .exact)
                #expect(found[0].distance == 0)
                #expect(found.map(\.record.id) == slow(query, vectors, 10))
            }
            #expect(try nearest.search(vectors[0], limit: 1000).count == 300)
            #expect(try nearest.search(vectors[0], limit: 0).isEmpty)
            #expect(throws: FdnixError.self) { try nearest.search([1], limit: 1) }
        }
    }

    @Test func `sketches lose next to nothing, and their distances are exact`() throws {
        try withTemporaryDirectory { directory in
            let (segments, vectors) = try sample(3000, dimension: 256, directory)
            let nearest = try NearestRecords(segments, segments.map { try SegmentSketches($0) })
            #expect(try nearest.search(vectors[0], limit: .max).count == 3000)
            var hits = 0
            for query in vectors.prefix(30) {
                let found = try nearest.search(query, limit: 10, mode: .sketches(candidates: 200))
                let exact = try nearest.search(query, limit: 10, mode: .exact)
                let distances = Dictionary(uniqueKeysWithValues: exact.map { ($0.record.id, $0.distance) })
                for match in found where distances[match.record.id] != nil {
                    #expect(distances[match.record.id] == match.distance)
                    hits += 1
                }
            }
            #expect(hits >= 297, "recall at ten: \(Double(hits) / 300)")
        }
    }

    @Test func `a filter's matches are the nearest of those it admits`() throws {
        try withTemporaryDirectory { directory in
            let (segments, vectors) = try sample(200, dimension: 64, directory)
            let nearest = try NearestRecords(segments, segments.map { try SegmentSketches($0) })
            let found = try nearest.search(vectors[3], limit: 4, filter: MetadataFilter(["receipt_id": 3]))
            let expected = slow(vectors[3], vectors, 200).filter {
                Int($0.dropFirst()).map { $0 % 1_000_000 % 7 == 3 } ?? false
            }
            #expect(found.map(\.record.id) == Array(expected.prefix(4)))
        }
    }

    @Test func `sketches are of one segment`() throws {
        try withTemporaryDirectory { directory in
            let (segments, vectors) = try sample(90, dimension: 128, directory)
            try SegmentSketches.write(segments[0], to: "\(directory)/a")
            _ = try SegmentSketches(path: "\(directory)/a", of: segments[0])
            let (others, _) = try sample(60, dimension: 128, directory)
            #expect(throws: FdnixError.self) { try SegmentSketches(path: "\(directory)/a", of: others[0]) }
            try AtomicFile.write([1, 2, 3], to: "\(directory)/b")
            #expect(throws: FdnixError.self) { try SegmentSketches(path: "\(directory)/b", of: segments[0]) }
            #expect(throws: FdnixError.self) {
                try NearestRecords([segments[0], sample(5, dimension: 64, directory).segments[0]])
            }
            #expect(try NearestRecords([]).search(vectors[0], limit: 3).isEmpty)
        }
    }
}
