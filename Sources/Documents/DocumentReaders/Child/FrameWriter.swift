import Basics
import Platform

/// Writes what a reader finds as frames.
final class FrameWriter: DocumentOutput {
    /// Text is gathered until it has this many bytes.
    private static let pieceLength = 1 << 18

    private let descriptor: Int32
    private var text: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    func append(_ text: UnsafeRawBufferPointer) throws {
        self.text += text
        if self.text.count >= Self.pieceLength { try flush() }
    }

    func append(_ picture: ExtractedPicture) throws { try send(.picture(picture)) }

    /// Sends what was gathered, be it nothing: the parent stops a reader of which it hears nothing.
    func goOn() throws { try sendText() }

    func endDocument(_ details: DocumentDetails) throws { try send(.end(details)) }

    /// Writes a frame, after the text that came before it. Throws `io` where the parent is gone.
    func send(_ frame: Frame) throws {
        try flush()
        try write(frame.encoded()[...])
    }

    private func flush() throws {
        if !text.isEmpty { try sendText() }
    }

    /// Writes the text that was gathered, in as many frames as it takes, at least one.
    private func sendText() throws {
        defer { text.removeAll(keepingCapacity: true) }
        // A reader may give more at once than a frame holds.
        var rest = text[...]
        repeat {
            var end = min(rest.startIndex + (Frame.longestPayload >> 1), rest.endIndex)
            while end < rest.endIndex, rest[end] & 0xC0 == 0x80 { end -= 1 }
            try write(Frame.head(.text, count: end - rest.startIndex)[...])
            try write(rest[..<end])
            rest = rest[end...]
        } while !rest.isEmpty
    }

    private func write(_ bytes: ArraySlice<UInt8>) throws {
        try bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let count = retryingInterrupts { Platform.write(descriptor, base + done, bytes.count - done) }
                guard count > 0 else { throw FdnixError(.io, "cannot write to the parent", underlying: SystemError()) }
                done += count
            }
        }
    }
}
