import Basics
import HTTPTransport
import HTTPTypes

/// The body of a request as it is promised and sent; its hash is made once for all tries.
struct Payload {
    private let content: AWSBody
    /// Of bytes in memory.
    private let hash: RequestSigner.Payload?

    init(_ content: AWSBody) throws(FdnixError) {
        self.content = content
        hash =
            switch content {
            case .bytes(let bytes): try .of(bytes)
            case .hashed(_, let sha256), .read(_, let sha256, _): .hash(sha256.hexadecimal)
            case .stream: nil
            }
    }

    func promise(isEncrypted: Bool) -> RequestSigner.Payload {
        hash ?? (isEncrypted ? .unsignedChunks : .signedChunks)
    }

    func addFields(to fields: inout HTTPFields) {
        guard case .stream(let length, _) = content else { return }
        let encoding = fields[.contentEncoding].map { ",\($0)" } ?? ""
        fields[.contentEncoding] = "aws-chunked\(encoding)"
        fields[.amzDecodedContentLength] = String(length)
        fields[.amzTrailer] = ChunkedEncoding.trailerField
    }

    /// The bytes on the wire; chunks signed by `signatures`, where they are.
    func body(_ signatures: ChunkSignatures?) -> HTTPBody {
        switch content {
        case .bytes(let bytes), .hashed(let bytes, _): .bytes(bytes)
        case .read(let length, _, let open):
            .sequence(ReadBody(open: open), length: length, isReplayable: true)
        case .stream(let length, let open):
            .sequence(
                ChunkedBody(open: open, signatures: signatures),
                length: ChunkedEncoding.encodedLength(length, isSigned: signatures != nil), isReplayable: true)
        }
    }
}

/// The bytes of an input, read anew each time they are sent.
private struct ReadBody: AsyncSequence, Sendable {
    let open: @Sendable () throws -> any ByteInput

    func makeAsyncIterator() -> Iterator { Iterator(open: open) }

    struct Iterator: AsyncIteratorProtocol {
        let open: @Sendable () throws -> any ByteInput
        private var input: (any ByteInput)?

        init(open: @escaping @Sendable () throws -> any ByteInput) { self.open = open }

        mutating func next() async throws -> [UInt8]? {
            let input = try input ?? open()
            self.input = input
            return try await input.next()
        }
    }
}
