import Basics
import JSON

/// Cuts JSON Lines, as `nix-eval-jobs` prints them, into batches: one object a line, blank lines ignored.
struct LineScanner: RecordScanner {
    let batchBytes: Int
    private(set) var header = DocumentHeader()
    /// Lines that are records.
    private(set) var lineCount = 0
    private var buffer: [UInt8] = []
    private var bufferOffset = 0
    private var lineStart = 0
    private var cursor = 0
    private var members: [RecordBatch.Member] = []
    private var isFirstLine = true

    init(batchBytes: Int = 1 << 20) { self.batchBytes = batchBytes }

    mutating func append(_ piece: [UInt8]) throws {
        buffer += piece
        while let end = buffer[cursor...].firstIndex(of: 0x0A) {
            try endLine(at: end)
            lineStart = end + 1
            cursor = lineStart
        }
        cursor = buffer.count
        if buffer.count - lineStart > DocumentScanner.maximumRecord {
            throw FdnixError(
                .malformedInput, "the line at byte \(bufferOffset + lineStart) is too long; are these JSON Lines?")
        }
    }

    mutating func finish() throws {
        // The parser finds out whether a last line without a line feed is whole.
        try endLine(at: buffer.count)
        lineStart = buffer.count
        cursor = lineStart
    }

    mutating func takeBatch(all: Bool) -> RecordBatch? {
        guard !members.isEmpty, all || lineStart >= batchBytes else { return nil }
        let tail = Array(buffer[lineStart...])
        buffer.removeLast(tail.count)
        let batch = RecordBatch(bytes: buffer, offset: bufferOffset, members: members)
        buffer = tail
        members = []
        bufferOffset += lineStart
        cursor -= lineStart
        lineStart = 0
        return batch
    }

    func errorInUnfinishedRecord() -> (any Error)? { nil }

    private mutating func endLine(at end: Int) throws {
        let line = buffer[lineStart..<end]
        guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { return }
        if isFirstLine {
            isFirstLine = false
            // One that is not JSON is taken for a record, whose parser tells what is wrong with it.
            if let metadata = try? JSONValue.parse(Array(line))["_metadata"] {
                header.channel = metadata["nixpkgs_branch"]?.string.map { Cleaning.clean($0) }
                return
            }
        }
        lineCount += 1
        members.append(.init(key: 0..<0, value: lineStart..<end))
    }
}
