import Basics
import Embedding
import Logging

/// Takes a job's output line by line and hands its vectors on, some thousands at a time.
struct Harvest {
    private let hashes: [String]
    private let dimension: Int
    private var isEmbedded: [Bool]
    private var problems: [String: Int] = [:]
    private var (unknown, unreadable, embedded) = (0, 0, 0)
    private var batch: EmbeddingBatch
    private var batchRecords: [Int] = []

    /// A harvest of the job whose records stand for the texts of `hashes`.
    init(hashes: [String], dimension: Int) {
        self.hashes = hashes
        self.dimension = dimension
        isEmbedded = Array(repeating: false, count: hashes.count)
        batch = EmbeddingBatch(dimension: dimension)
    }

    /// The hashes of the texts that have none.
    var missing: [String] { zip(hashes, isEmbedded).filter { !$1 }.map(\.0) }

    /// Reads an object of the output to its end.
    mutating func take(_ body: some AsyncSequence<[UInt8], any Error>, into sink: any VectorSink) async throws {
        var lines = OutputLines()
        for try await piece in body {
            lines.add(piece) { take($0) }
            if batch.count >= Self.batchSize { try await flush(into: sink) }
        }
        lines.finish { take($0) }
        unreadable += lines.dropped
        try await flush(into: sink)
    }

    private mutating func take(_ line: UnsafeRawBufferPointer) {
        guard line.contains(where: { $0 > 0x20 }) else { return }
        guard let record = try? OutputRecord(line) else {
            unreadable += 1
            return
        }
        guard let index = record.index, hashes.indices.contains(index) else {
            unknown += 1
            return
        }
        guard !isEmbedded[index] else { return }
        if let problem = record.problem {
            problems[problem, default: 0] += 1
            return
        }
        isEmbedded[index] = true
        batch.append(record.vector)
        batchRecords.append(index)
    }

    private mutating func flush(into sink: any VectorSink) async throws {
        for (row, error) in batch.failures {
            isEmbedded[batchRecords[row]] = false
            problems[error.message, default: 0] += 1
        }
        let (kept, vectors) = batch.vectors
        embedded += kept.count
        if !kept.isEmpty { try await sink.keep(kept.map { hashes[batchRecords[$0]] }, vectors) }
        batch = EmbeddingBatch(dimension: dimension)
        batchRecords = []
    }

    /// Tells what was not as it should be. `expected` is the number of successes that the service counted, where it did.
    func report(_ job: BatchKeys, expected: Int?, to logger: Logger) {
        for (problem, count) in problems.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(10) {
            logger.warning("job \(job.id): \(count.grouped) records failed: \(problem)")
        }
        if unknown > 0 { logger.warning("job \(job.id): \(unknown.grouped) records are not of this job; ignored") }
        if unreadable > 0 { logger.warning("job \(job.id): \(unreadable.grouped) lines of its output cannot be read") }
        if let expected, expected != embedded {
            logger.warning(
                "job \(job.id): its manifest counts \(expected.grouped) successes, but \(embedded.grouped) vectors came"
            )
        }
        logger.info("job \(job.id): \(embedded.grouped) of \(hashes.count.grouped) texts embedded")
    }

    private static let batchSize = 4096
}
