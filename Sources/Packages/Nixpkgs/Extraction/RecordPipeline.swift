import Basics
import Compression
import JSON

/// Reads a document as a stream: one task decompresses and cuts it into batches, others parse them, and the results
/// are put together in document order. What is in flight at any time is bounded.
struct RecordPipeline {
    /// How many batches may wait or be parsed at a time.
    var maximumInFlight = 8
    /// Told how many packages there are so far.
    var progress: any ProgressReporter = SilentProgress()

    /// Reads all of `input`; `scanner` knows its form.
    func run(_ input: consuming DecodedInput, _ scanner: consuming some RecordScanner & Sendable) async throws
        -> (extraction: Extraction, evaluationErrors: Int)
    {
        let parser = BatchParser()
        var input = input
        var scanner = scanner
        var start = DocumentStart()
        var assembly = Assembly(progress: progress)
        try await withThrowingTaskGroup(of: (Int, BatchResult).self) { group in
            var sent = 0
            var failure: (any Error)?
            var isOpen = true
            while isOpen {
                try Task.checkCancellation()
                do {
                    if let piece = try await input.next() {
                        assembly.extraction.documentBytes += piece.count
                        try scanner.append(start.next(piece))
                    } else {
                        isOpen = false
                        try scanner.append(start.rest())
                        try scanner.finish()
                    }
                } catch {
                    isOpen = false
                    // A record may be broken before the place where the scan or the stream fails.
                    failure = error is CancellationError ? error : scanner.errorInUnfinishedRecord(before: error)
                }
                guard let batch = scanner.takeBatch(all: !isOpen) else { continue }
                while sent - assembly.received >= maximumInFlight, let (index, result) = try await group.next() {
                    try assembly.add(result, at: index)
                }
                let index = sent
                group.addTask { (index, parser.parse(batch)) }
                sent += 1
            }
            for try await (index, result) in group { try assembly.add(result, at: index) }
            if let failure { throw failure }
        }
        assembly.extraction.channel = scanner.header.channel
        return (assembly.finished(), assembly.evaluationErrors)
    }
}

extension RecordScanner {
    fileprivate func errorInUnfinishedRecord(before error: any Error) -> any Error {
        guard let earlier = errorInUnfinishedRecord() as? FdnixError else { return error }
        guard let place = earlier.syntaxOffset else { return error }
        // The record just ends: whatever ended it tells more, unless it says no more than that.
        guard let other = (error as? FdnixError)?.syntaxOffset else { return error }
        return place < other ? earlier : error
    }
}

extension FdnixError {
    /// The byte of the document at which it is not JSON, where that is what went wrong.
    var syntaxOffset: Int? { (underlying as? JSONSyntaxError)?.offset }
}

/// Puts results together in document order.
private struct Assembly {
    var extraction = Extraction()
    var evaluationErrors = 0
    var received = 0
    let progress: any ProgressReporter
    private var waiting: [Int: BatchResult] = [:]
    private var nextIndex = 0
    private var places: [String: Int] = [:]

    init(progress: any ProgressReporter) { self.progress = progress }

    mutating func add(_ result: BatchResult, at index: Int) throws {
        received += 1
        waiting[index] = result
        while let next = waiting.removeValue(forKey: nextIndex) {
            nextIndex += 1
            if let error = next.error { throw error }
            for package in next.packages { add(package) }
            extraction.skippedCount += next.skippedCount
            extraction.skipped += next.skipped.prefix(Extraction.listedSkips - extraction.skipped.count)
            extraction.droppedPatterns += next.droppedPatterns
            evaluationErrors += next.evaluationErrors
            progress.update(extraction.packages.count)
        }
    }

    /// The last record of an id wins, in the place of the first.
    private mutating func add(_ package: Package) {
        let place = places[package.id]
        if let place {
            extraction.packages[place] = package
            extraction.duplicateCount += 1
        } else {
            places[package.id] = extraction.packages.count
            extraction.packages.append(package)
        }
    }

    func finished() -> Extraction { extraction }
}
