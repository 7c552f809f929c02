import Basics

/// The decompressed bytes of an input, in pieces of a bounded size.
struct DecodedInput {
    /// Compressed bytes read so far.
    private(set) var bytesRead = 0
    private let input: any ByteInput
    private let isNamedBrotli: Bool
    private let pieceSize: Int
    private var decoder: (any StreamDecoder)?
    private var compression = Compression.none
    private var isGuess = false
    private var pending: [UInt8] = []
    private var position = 0
    private var produced = 0
    private var inputEnded = false

    /// The bytes of `input`; `name` tells Brotli (`.br`), everything else shows in the first bytes.
    init(_ input: any ByteInput, name: String, pieceSize: Int = 1 << 20) {
        self.input = input
        self.pieceSize = max(pieceSize, 1)
        isNamedBrotli = name.lowercased().hasSuffix(".br")
    }

    /// The next piece, nil at the end; a compressed stream that ends early is an error.
    mutating func next() async throws -> [UInt8]? {
        let decoder = try await startedDecoder()
        var piece: [UInt8] = []
        while piece.isEmpty {
            if position == pending.count && !inputEnded { try await fetch() }
            let ended = inputEnded && position == pending.count
            piece = try decodePiece(decoder)
            if piece.isEmpty && ended {
                guard decoder.isComplete else {
                    throw FdnixError(
                        .malformedInput,
                        "the \(compression.rawValue) data is cut short after byte \(produced) of the document; "
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
            throw FdnixError(
                .malformedInput,
                "invalid JSON at byte 0: expected an object (nor is it compressed as br, gz, xz or zst)",
                underlying: error)
        }
        if piece.isEmpty && consumed == 0 && position < pending.count {
            throw FdnixError.badStream(compression.rawValue, "something follows its end")
        }
        position += consumed
        return piece
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
            compression = .brotli
        } else if let detected = Compression.detect(head) {
            compression = detected
        } else {
            // Neither magic nor an object: Brotli has no magic, so it may be that.
            isGuess = !head.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            compression = isGuess ? .brotli : .none
        }
        let decoder = try compression.makeDecoder()
        self.decoder = decoder
        return decoder
    }
}
