import Basics
import ObjectStorage
import Synchronization
import TestSupport
import Testing

/// Expects an `FdnixError` of the kind `code`.
func expect(
    _ code: FdnixError.Code, _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    let error = await #expect(throws: FdnixError.self, sourceLocation: location) { try await body() }
    if let error {
        #expect(error.code == code, "\(error)", sourceLocation: location)
        #expect(!error.message.contains("\n"), sourceLocation: location)
    }
}

/// Runs `count` tasks at once and gives what they return.
func together<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> T) async throws -> [T] {
    try await withThrowingTaskGroup(of: T.self) { group in
        for number in 0..<count { group.addTask { try await body(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

/// Pieces of `size` bytes in all, made one by one and different everywhere; nil at the end.
public final class Pieces: Sendable {
    private let given = Mutex(0)
    /// How many bytes there are in all.
    public let size: Int
    /// How many bytes each piece has but the last.
    public let pieceSize: Int
    private let seed: UInt64

    /// The same bytes for the same `size`, `pieceSize` and `seed`.
    public init(size: Int, pieceSize: Int = 300_007, seed: UInt64 = 1) {
        self.size = size
        self.pieceSize = pieceSize
        self.seed = seed
    }

    /// The next piece, nil after the last.
    public func next() -> [UInt8]? {
        given.withLock { given in
            guard given < size else { return nil }
            let count = min(pieceSize, size - given)
            var random = SplitMix(seed &+ UInt64(given))
            var piece = [UInt8](repeating: 0, count: (count + 7) / 8 * 8)
            piece.withUnsafeMutableBytes { bytes in
                for at in stride(from: 0, to: bytes.count, by: 8) {
                    bytes.storeBytes(of: random.next(), toByteOffset: at, as: UInt64.self)
                }
            }
            given += count
            return Array(piece.prefix(count))
        }
    }

    /// As the content of an object.
    public var content: ObjectContent { .stream { self.next() } }
}
