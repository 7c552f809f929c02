import Basics

/// A body in chunks with a trailer, read and framed anew each time it is sent.
struct ChunkedBody: AsyncSequence, Sendable {
    let open: @Sendable () throws -> any ByteInput
    let signatures: ChunkSignatures?

    func makeAsyncIterator() -> Iterator { Iterator(open: open, signatures: signatures) }

    struct Iterator: AsyncIteratorProtocol {
        private enum State {
            case unopened
            case reading(any ByteInput, Framing)
            case ended
        }
        private let open: @Sendable () throws -> any ByteInput
        private let signatures: ChunkSignatures?
        private var state = State.unopened

        init(open: @escaping @Sendable () throws -> any ByteInput, signatures: ChunkSignatures?) {
            self.open = open
            self.signatures = signatures
        }

        mutating func next() async throws -> [UInt8]? {
            if case .unopened = state { state = .reading(try open(), Framing(try ChunkedEncoding(signatures))) }
            guard case .reading(let input, let framing) = state else { return nil }
            while let bytes = try await input.next() {
                let encoded = try framing.encode(bytes)
                if !encoded.isEmpty { return encoded }
            }
            state = .ended
            return try framing.finish()
        }
    }

    /// Holds what cannot be copied for an iterator that can.
    private final class Framing {
        private var encoding: ChunkedEncoding?

        init(_ encoding: consuming ChunkedEncoding) { self.encoding = consume encoding }

        func encode(_ bytes: [UInt8]) throws -> [UInt8] { try encoding?.encode(bytes) ?? [] }

        func finish() throws -> [UInt8] {
            guard let encoding = encoding.take() else { return [] }
            return try encoding.finish()
        }
    }
}
