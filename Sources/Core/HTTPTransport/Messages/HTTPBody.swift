/// The body of a request: bytes in memory, or pieces made while it is sent.
public struct HTTPBody: Sendable {
    /// Takes one piece, and returns when there is room for another.
    typealias Writer = @Sendable ([UInt8]) async throws -> Void

    enum Content: Sendable {
        case bytes([UInt8])
        case stream(@Sendable (Writer) async throws -> Void)
    }

    let content: Content
    /// How many bytes it has, where that is known before it is sent; otherwise it is sent in chunks (HTTP/1.1) or
    /// without a length (HTTP/2).
    public let length: Int?
    /// Whether it can be sent a second time, after a redirect or a failure.
    public let isReplayable: Bool

    /// The body of a request that has none.
    public static let empty = HTTPBody.bytes([])

    /// A body of bytes that are in memory; it can be sent again.
    public static func bytes(_ bytes: [UInt8]) -> HTTPBody {
        HTTPBody(content: .bytes(bytes), length: bytes.count, isReplayable: true)
    }

    /// Pieces asked for one by one, when the one before is on its way; nil ends the body. Can be sent once.
    ///
    /// An error that `next` throws ends the request and is what `send` throws. So does a body that turns out longer or
    /// shorter than `length`.
    public static func stream(
        length: Int? = nil, _ next: @escaping @Sendable () async throws -> [UInt8]?
    ) -> HTTPBody {
        HTTPBody(
            content: .stream { write in while let piece = try await next() { try await write(piece) } },
            length: length, isReplayable: false)
    }

    /// The pieces of a sequence; `isReplayable` says that iterating it a second time gives the same again.
    public static func sequence<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, length: Int? = nil, isReplayable: Bool = false
    ) -> HTTPBody where Pieces.Element == [UInt8] {
        HTTPBody(
            content: .stream { write in for try await piece in pieces { try await write(piece) } },
            length: length, isReplayable: isReplayable)
    }

    var isEmpty: Bool {
        if case .bytes(let bytes) = content { bytes.isEmpty } else { false }
    }
}
