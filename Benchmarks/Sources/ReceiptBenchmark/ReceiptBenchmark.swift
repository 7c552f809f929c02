import Basics
import ReceiptModel
import Segments

/// Times questions to a version of a collection, for Benchmarks/receipts/nearest.py, which measures its peers beside it.
///
///     receipt-benchmark nearest VERSION QUESTIONS DIMENSION sketches|exact
///
/// VERSION is a version's directory, QUESTIONS a file of vectors, one after the other. Each line of the output is seconds and
/// the ids of the ten nearest records.
@main
enum ReceiptBenchmark {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count == 5, words[0] == "nearest", let dimension = Int(words[3]) else {
            return print("usage: receipt-benchmark nearest VERSION QUESTIONS DIMENSION sketches|exact")
        }
        let segments = try SnapshotDirectory(path: words[1]).segments()
        let isExact = words[4] == "exact"
        let nearest = try NearestRecords(segments, isExact ? [] : segments.map { try SegmentSketches($0) })
        let mode: NearestRecords.Mode = isExact ? .exact : .sketches(candidates: 1000)
        let bytes = try FileSystem.read(words[2])
        let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let clock = ContinuousClock()
        for start in stride(from: 0, to: numbers.count, by: dimension) {
            let question = Array(numbers[start..<start + dimension])
            var matches: [NearestRecords.Match] = []
            let time = try clock.measure { matches = try nearest.search(question, limit: 10, mode: mode) }
            print(time / .seconds(1), matches.map(\.record.id).joined(separator: " "))
        }
    }
}
