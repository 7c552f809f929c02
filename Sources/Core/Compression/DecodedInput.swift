import Basics

/// The decompressed bytes of an input, in pieces of a bounded size.
///
/// Gzip, xz and Zstandard are told by their first bytes. Brotli has no magic bytes: it is told by the name, or by what it
/// cannot be, where the caller knows how plain documents begin.
public struct DecodedInput {
    /// Compressed bytes read so far.
    public private(set) var bytesRead = 0
    private let input: any ByteInput
    private let isNamedBrotli: Bool
    private let firstByte: UInt8?
    private let pieceSize: Int
    private var decoder: (any StreamDecoder)?
    private var format = CompressionFormat.none
    private var isGuess = false
    private var pending: [UInt8] = []
    private var position = 0
    private var produced = 0
    private var inputEnded = false

    /// The bytes of `input`, at most `pieceSize` at a time.
    ///
    /// A `name` that ends in `.br` means Brotli. `firstByte` is what plain documents begin with, after white space: what
    /// begins otherwise must be compressed. Nil: anything without magic bytes and name is a plain document.
    public init(
        _ input: any ByteInput, name: String, firstByte: UInt8? = UInt8(ascii: "{"), pieceSize: Int = 1 << 20
    ) {
        self.input = input
        self.pieceSize = max(pieceSize, 1)
        self.firstByte = firstByte
        isNamedBrotli = name.lowercased().hasSuffix(".br")
    }

    /// The next piece, never empty; nil at the end. Throws `malformedInput` where the stream is damaged, cut short or
    /// not what it should be, and what `input` throws.
    public mutating func next() async throws -> [UInt8]? {
        let decoder = try await startedDecoder()
        var piece: [UInt8] = []
        while piece.isEmpty {
            if position == pending.count && !inputEnded { try await fetch() }
            let ended = inputEnded && position == pending.count
            piece = try decodePiece(decoder)
            if piece.isEmpty && ended {
                guard decoder.isComplete else {
                    if isGuess && produced == 0 { throw unknownFormat(nil) }
                    throw FdnixError(
                        .malformedInput,
                        "the \(format.rawValue) data is cut short after byte \(produced) of the document; "
                            + "fetch the file again")
                }
                return nil
            }
        }
        produced += piece.count
        return piece
    }

    private mutating func decodePiece(_ decoder: any StreamDecoder) throws -> [UInt8] {
        var consumed = 0
        let piece: [UInt8]
        do {
            piece = try pending.withUnsafeBytes { bytes in
                try [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
                    let output = UnsafeMutableRawBufferPointer(buffer)
                    // Until the piece is full or the input used up; a decoder that does neither waits for more input.
                    while count < pieceSize {
                        let step = try decoder.decode(
                            UnsafeRawBufferPointer(rebasing: bytes[(position + consumed)...]),
                            into: UnsafeMutableRawBufferPointer(rebasing: output[count...]))
                        consumed += step.consumed
                        count += step.produced
                        if step.consumed == 0 && step.produced == 0 { break }
                        // Empty input tells a decoder that the end is here, so it must not see that before.
                        if position + consumed == bytes.count && !inputEnded { break }
                    }
                }
            }
        } catch let error as FdnixError where isGuess && produced == 0 {
            throw unknownFormat(error)
        }
        if piece.isEmpty && consumed == 0 && position < pending.count {
            throw FdnixError.badStream(format.rawValue, "something follows its end")
        }
        position += consumed
        return piece
    }

    /// The guess that it is Brotli was wrong.
    private func unknownFormat(_ error: FdnixError?) -> FdnixError {
        let expected = Character(Unicode.Scalar(firstByte ?? 0))
        return FdnixError(
            .malformedInput,
            "the document begins at byte 0 with neither \"\(expected)\" nor the bytes of a compressed file "
                + "(br, gz, xz and zst are read)",
            underlying: error)
    }

    private mutating func fetch() async throws {
        position = 0
        pending = []
        guard let bytes = try await input.next() else {
            inputEnded = true
            return
        }
        pending = bytes
        bytesRead += bytes.count
    }

    /// Reads enough to tell how the input is packed, once.
    private mutating func startedDecoder() async throws -> any StreamDecoder {
        if let decoder { return decoder }
        var head: [UInt8] = []
        while head.count < 6, let bytes = try await input.next() { head += bytes }
        bytesRead = head.count
        inputEnded = head.count < 6
        pending = head
        if isNamedBrotli {
            format = .brotli
        } else if let detected = CompressionFormat.detect(head) {
            format = detected
        } else if let firstByte, let first = head.first(where: { !Self.isWhitespace($0) }), first != firstByte,
            !Self.isMarked(head), !head.starts(with: [0, firstByte])
        {
            // Brotli has no magic bytes, so it may be that.
            isGuess = true
            format = .brotli
        }
        let decoder = try format.makeDecoder()
        self.decoder = decoder
        return decoder
    }

    /// Whether a byte order mark stands first, of UTF-8 or of UTF-16: a plain document, whoever can read it.
    private static func isMarked(_ head: [UInt8]) -> Bool {
        [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE], [0, 0, 0xFE, 0xFF]].contains { head.starts(with: $0) }
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
