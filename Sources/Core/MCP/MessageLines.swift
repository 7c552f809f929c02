import Basics

/// Messages that arrive as lines, of a bounded length: what is longer is passed over, and told.
struct MessageLines: AsyncSequence {
    /// One line, without its end.
    enum Message {
        case text(String)
        /// A line of more bytes than the limit; its bytes are gone.
        case tooLong
    }

    /// More bytes than a message of a client can need.
    static let limit = 1 << 20

    private let input: any ByteInput

    /// The lines of `input`.
    init(of input: any ByteInput) { self.input = input }

    /// Begins at the first line.
    func makeAsyncIterator() -> Iterator { Iterator(input) }

    /// A place in the lines; keeps no more than one of them, and the piece that it ends in.
    struct Iterator: AsyncIteratorProtocol {
        private let input: any ByteInput
        private var piece: ArraySlice<UInt8> = []
        private var line: [UInt8] = []
        private var isTooLong = false
        private var hasEnded = false

        fileprivate init(_ input: any ByteInput) { self.input = input }

        /// The next line; nil after the last. Throws what the input throws.
        mutating func next() async throws -> Message? {
            while !hasEnded {
                if let end = piece.firstIndex(of: 0x0A) {
                    add(piece[..<end])
                    piece = piece[(end + 1)...]
                    return take()
                }
                add(piece)
                piece = []
                guard let more = try await input.next() else {
                    hasEnded = true
                    return line.isEmpty && !isTooLong ? nil : take()
                }
                piece = more[...]
            }
            return nil
        }

        private mutating func add(_ bytes: ArraySlice<UInt8>) {
            guard !isTooLong, line.count + bytes.count <= MessageLines.limit else {
                (line, isTooLong) = ([], true)
                return
            }
            line += bytes
        }

        private mutating func take() -> Message {
            defer { (line, isTooLong) = ([], false) }
            return isTooLong ? .tooLong : .text(String(decoding: line, as: UTF8.self))
        }
    }
}
