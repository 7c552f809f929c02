import Basics
import JSON

/// Finds where each record of a `packages.json` or of `nix-env`'s output begins and ends, without parsing it.
///
/// The channel's shape is `{"version":2,"packages":{ATTR: RECORD}}`, nix-env's is `{ATTR: RECORD}`; the first key
/// tells. Only quotes and brackets are looked at inside a record; whoever parses the record checks the rest.
struct DocumentScanner: RecordScanner {
    /// What may come next; `inside` values are cut, not parsed.
    enum Expectation {
        case documentStart, keyOrEnd, key, colon, value, commaOrEnd, nothing
        case insideKey(escaped: Bool)
        case insideScalar
        case insideValue(ValueState)
    }

    /// Where inside a string, an object or an array the scan stands.
    struct ValueState {
        var depth = 0
        var isInString = false
        var isEscaped = false
    }

    /// A record larger than this is taken for a lost quotation mark.
    static let maximumRecord = 64 << 20

    let batchBytes: Int
    var buffer: [UInt8] = []
    /// Where `buffer` starts in the document.
    var bufferOffset = 0
    var cursor = 0
    var expectation = Expectation.documentStart
    /// Set once the first key has told which shape this is.
    var isChannel: Bool?
    var isInsidePackages = false
    var sawPackages = false
    var key = 0..<0
    var valueStart = 0
    var members: [RecordBatch.Member] = []
    var header = DocumentHeader()

    init(batchBytes: Int = 1 << 20) { self.batchBytes = batchBytes }

    mutating func append(_ piece: [UInt8]) throws {
        buffer += piece
        try scan()
        if buffer.count - unfinishedStart > Self.maximumRecord {
            throw syntaxError("a record of more than \(Self.maximumRecord >> 20) MiB", at: unfinishedStart)
        }
    }

    mutating func finish() throws {
        guard case .nothing = expectation else {
            throw syntaxError("the document ends here, unfinished", at: buffer.count)
        }
        if isChannel == true && !sawPackages {
            throw FdnixError(.malformedInput, "the document holds no \"packages\"; is it a channel's packages.json?")
        }
    }

    mutating func takeBatch(all: Bool) -> RecordBatch? {
        let end = unfinishedStart
        guard !members.isEmpty, all || end >= batchBytes else { return nil }
        let tail = Array(buffer[end...])
        var batch = RecordBatch(bytes: [], offset: bufferOffset, members: [])
        swap(&batch.bytes, &buffer)
        swap(&batch.members, &members)
        batch.bytes.removeLast(tail.count)
        buffer.reserveCapacity(batchBytes * 2)
        buffer += tail
        bufferOffset += end
        cursor -= end
        key = key.lowerBound - end..<key.upperBound - end
        valueStart -= end
        return batch
    }

    func errorInUnfinishedRecord() -> (any Error)? {
        switch expectation {
        case .insideScalar, .insideValue: break
        default: return nil
        }
        return buffer.withUnsafeBytes { bytes in
            var reader = JSONReader(
                UnsafeRawBufferPointer(rebasing: bytes[valueStart...]), baseOffset: bufferOffset + valueStart)
            do {
                try reader.skipValue()
                return nil
            } catch { return error }
        }
    }

    /// Where the member that is not complete yet starts.
    private var unfinishedStart: Int {
        switch expectation {
        case .insideKey, .colon, .value, .insideScalar, .insideValue: key.lowerBound
        default: cursor
        }
    }

    func syntaxError(_ reason: String, at position: Int) -> FdnixError {
        let offset = bufferOffset + position
        return FdnixError(
            .malformedInput, "invalid JSON at byte \(offset): \(reason)",
            underlying: JSONSyntaxError(offset: offset, reason: reason))
    }
}
