/// Bytes that arrive in pieces: a file, standard input, a child's output, memory.
protocol ByteInput: AnyObject {
    /// The next piece, never empty; nil at the end.
    func next() async throws -> [UInt8]?
}

/// Bytes that are there already, handed out in pieces.
final class MemoryInput: ByteInput {
    private var rest: ArraySlice<UInt8>
    private let pieceSize: Int

    init(_ bytes: [UInt8], pieceSize: Int = 1 << 18) {
        rest = bytes[...]
        self.pieceSize = max(pieceSize, 1)
    }

    func next() async throws -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(pieceSize) }
        return Array(rest.prefix(pieceSize))
    }
}
