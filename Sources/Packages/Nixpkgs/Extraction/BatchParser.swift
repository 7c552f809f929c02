import Basics
import JSON
import Synchronization

/// What became of a batch; `error` ends the packages before the record it lies in.
struct BatchResult: Sendable {
    var packages: [Package] = []
    var skipped: [SkippedRecord] = []
    var skippedCount = 0
    /// JSON Lines: lines that report an evaluation error.
    var evaluationErrors = 0
    var droppedPatterns = 0
    var error: (any Error)?
}

/// Parses batches, several at a time; each worker borrows a record reader and with it what earlier batches taught it.
final class BatchParser: Sendable {
    private let idle = Mutex<[RecordReader]>([])

    func parse(_ batch: RecordBatch) -> BatchResult {
        var records = idle.withLock { $0.popLast() } ?? RecordReader()
        var result = BatchResult()
        result.packages.reserveCapacity(batch.members.count)
        batch.bytes.withUnsafeBytes { bytes in
            do {
                for member in batch.members { try parse(member, of: batch, bytes, with: &records, into: &result) }
            } catch {
                result.error = error
            }
        }
        idle.withLock { $0.append(records) }
        return result
    }

    private func parse(
        _ member: RecordBatch.Member, of batch: RecordBatch, _ bytes: UnsafeRawBufferPointer,
        with records: inout RecordReader, into result: inout BatchResult
    ) throws {
        func reader(_ range: Range<Int>) -> JSONReader {
            JSONReader(UnsafeRawBufferPointer(rebasing: bytes[range]), baseOffset: batch.offset + range.lowerBound)
        }
        var key: String?
        if !member.key.isEmpty {
            var keyReader = reader(member.key)
            key = try keyReader.readString()
        }
        var value = reader(member.value)
        let kind = try value.peek()
        guard kind == .object else {
            try value.skipValue()
            try value.finish()
            return result.skip(key ?? "", kind == .null ? "the record is null" : "the record is not an object")
        }
        let record = try records.read(&value)
        try value.finish()
        result.droppedPatterns += record.meta.droppedPatterns
        if key == nil, let error = record.error {
            result.evaluationErrors += 1
            return result.skip(record.attribute ?? "", "evaluation error: " + Cleaning.clean(error, limit: 200))
        }
        do {
            result.packages.append(try Package(key: key, record: record))
        } catch {
            result.skip(key ?? record.attribute ?? "", error.reason)
        }
    }
}

extension BatchResult {
    fileprivate mutating func skip(_ attribute: String, _ reason: String) {
        skippedCount += 1
        if skipped.count < Extraction.listedSkips {
            skipped.append(SkippedRecord(attribute: Cleaning.clean(attribute, limit: 200), reason: reason))
        }
    }
}
