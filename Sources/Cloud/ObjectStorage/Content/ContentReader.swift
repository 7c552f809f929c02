import Basics
import Digests

/// Reads what an object is to be made of, piece by piece, and sums it up on the way.
public final class ContentReader {
    /// How many bytes were read so far.
    public private(set) var count = 0
    /// How many there are in all, where that is known beforehand.
    public let length: Int?
    private let next: () async throws -> [UInt8]?
    private var digest: Digest?

    /// How many bytes of a file are read at once.
    private static let pieceSize = 1 << 20

    /// A reader of `content`. Throws `notFound` and `io` for a file that cannot be read.
    public init(_ content: ObjectContent) async throws {
        digest = try Digest(.sha256)
        switch content {
        case .bytes(let bytes):
            length = bytes.count
            var rest: [UInt8]? = bytes
            next = {
                defer { rest = nil }
                return rest
            }
        case .file(let path):
            let file = try await BlockingWork.run { try RandomAccessFile(reading: path) }
            length = file.size
            var offset = 0
            next = {
                let bytes = try await file.read(min(Self.pieceSize, file.size - offset), at: offset)
                offset += bytes.count
                return bytes
            }
        case .stream(let source):
            length = nil
            next = source
        }
    }

    /// The next piece, which is not empty; nil at the end. Throws what the source throws, and `CancellationError`.
    public func piece() async throws -> [UInt8]? {
        while true {
            try Task.checkCancellation()
            guard let piece = try await next() else { return nil }
            // An empty piece of a stream means nothing; of bytes and files it is the end.
            if piece.isEmpty {
                if length == nil { continue }
                return nil
            }
            count += piece.count
            digest?.update(piece)
            return piece
        }
    }

    /// The SHA-256 of all that was read, in lower-case hexadecimal. Throws `corrupt` where it is not `expected`.
    public func finish(_ key: String, expecting expected: String?) throws -> String {
        guard let sum = digest.take()?.finalize().hexadecimal else {
            throw FdnixError(.io, "the checksum of \(key) was asked for twice")
        }
        if let expected, expected != sum { throw FdnixError.checksum(of: key, expected: expected, found: sum) }
        return sum
    }
}
