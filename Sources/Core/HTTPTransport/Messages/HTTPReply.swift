import Basics
public import HTTPTypes

/// A server's reply whose head has arrived; the body is read piece by piece.
public struct HTTPReply: Sendable {
    /// Status and header fields.
    public let head: HTTPResponse
    /// The address that replied, after redirects.
    public let url: String
    /// The bytes after the head, in pieces; they can be read once.
    public let body: Body

    /// The status code: `head.status.code`.
    public var status: Int { head.status.code }

    /// The whole body. Throws `network` (a `tooLarge` failure) when it has more than `limit` bytes, and what reading
    /// throws.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        if let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > limit,
            body.transfer.hasBody
        {
            throw body.transfer.tooLarge(limit)
        }
        var bytes: [UInt8] = []
        for try await piece in body {
            guard piece.count <= limit - bytes.count else { throw body.transfer.tooLarge(limit) }
            bytes += piece
        }
        return bytes
    }

    /// The body of a reply: pieces of bytes, none of them empty, in the sizes in which they arrive.
    ///
    /// It can be read once. The server is held back while nobody reads: a few hundred kilobytes wait at most. Letting
    /// go of it ends the transfer. Reading throws `network` errors, and `CancellationError` when the reading task is
    /// cancelled, which also ends the transfer.
    public struct Body: AsyncSequence, Sendable {
        /// A piece of the body.
        public typealias Element = [UInt8]

        let transfer: Transfer
        private let owner: Owner

        init(_ transfer: Transfer) {
            self.transfer = transfer
            owner = Owner(transfer)
        }

        /// Goes on where reading stopped.
        public func makeAsyncIterator() -> Iterator { Iterator(body: self) }

        /// Reads the pieces of a body, one after the other.
        public struct Iterator: AsyncIteratorProtocol {
            let body: Body

            /// The next piece, nil at the end.
            public mutating func next() async throws -> [UInt8]? { try await body.transfer.nextPiece() }
        }
    }

    /// Ends the transfer when nobody can read it any more.
    private final class Owner: Sendable {
        let transfer: Transfer
        init(_ transfer: Transfer) { self.transfer = transfer }
        deinit { transfer.cancel() }
    }
}
