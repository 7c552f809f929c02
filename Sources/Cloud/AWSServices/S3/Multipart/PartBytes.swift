import AWS
import Basics

/// The bytes of a part: in memory where they come from a stream, otherwise where they lie in their file.
enum PartBytes: Sendable {
    case memory([UInt8])
    case file(RandomAccessFile, Range<Int>)

    /// How many bytes are read at once.
    private static let pieceSize = 1 << 20

    var count: Int {
        switch self {
        case .memory(let bytes): bytes.count
        case .file(_, let range): range.count
        }
    }

    /// Hands the bytes to `body`, piece by piece. Throws `io` where the file is shorter by now.
    func read(_ body: ([UInt8]) -> Void) async throws {
        let input = input
        while let piece = try await input.next() { body(piece) }
    }

    /// All of them in memory. Throws as `read` does.
    func inMemory() async throws -> [UInt8] {
        if case .memory(let bytes) = self { return bytes }
        var bytes: [UInt8] = []
        try await read { bytes += $0 }
        return bytes
    }

    /// The bytes as they are sent.
    func body(sha256: [UInt8]) -> AWSBody {
        switch self {
        case .memory(let bytes): .hashed(bytes, sha256: sha256)
        case .file(_, let range): .read(length: range.count, sha256: sha256) { self.input }
        }
    }

    private var input: any ByteInput {
        switch self {
        case .memory(let bytes): MemoryInput(bytes, pieceSize: max(bytes.count, 1))
        case .file(let file, let range): RangeInput(file, range, pieceSize: Self.pieceSize)
        }
    }
}

/// Reads a range of a file front to back.
private final class RangeInput: ByteInput {
    private let file: RandomAccessFile
    private let pieceSize: Int
    private var rest: Range<Int>

    init(_ file: RandomAccessFile, _ range: Range<Int>, pieceSize: Int) {
        self.file = file
        self.pieceSize = pieceSize
        rest = range
    }

    func next() async throws -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let wanted = min(pieceSize, rest.count)
        let bytes = try await file.read(wanted, at: rest.lowerBound)
        guard bytes.count == wanted else {
            throw FdnixError(.io, "\(file.path) became shorter while it was read")
        }
        rest = rest.lowerBound + wanted..<rest.upperBound
        return bytes
    }
}
