/// Bytes that are there already, handed out in pieces.
public final class MemoryInput: ByteInput {
    private var rest: ArraySlice<UInt8>
    private let pieceSize: Int

    /// Hands out `bytes`, `pieceSize` bytes at a time.
    public init(_ bytes: [UInt8], pieceSize: Int = 1 << 18) {
        rest = bytes[...]
        self.pieceSize = max(pieceSize, 1)
    }

    /// The next `pieceSize` bytes, or what is left of them; nil at the end.
    public func next() async throws -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(pieceSize) }
        return Array(rest.prefix(pieceSize))
    }
}
