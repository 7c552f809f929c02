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

    func endDocument(_ details: DocumentDetails) throws {
        try send(.end(details))
    }

    /// Writes a frame, after the text that came before it. Throws `io` where the parent is gone.
    func send(_ frame: Frame) throws {
        try flush()
        try write(frame.encoded())
    }

    private func flush() throws {
        guard !text.isEmpty else { return }
        // A reader may give more at once than a frame holds.
        var rest = text[...]
        while !rest.isEmpty {
            var end = min(rest.startIndex + (Frame.longestPayload >> 1), rest.endIndex)
            while end < rest.endIndex, rest[end] & 0xC0 == 0x80 { end -= 1 }
            try write(Frame.head(.text, count: end - rest.startIndex))
            try write(rest[rest.startIndex..<end])
            rest = rest[end...]
        }
        text.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: some ContiguousBytesView) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw FdnixError(.io, "cannot write to the parent", underlying: SystemError()) }
                rest = rest.dropFirst(count)
            }
        }
    }
}

/// Bytes that lie in one piece.
private protocol ContiguousBytesView {
    func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T
}

extension Array<UInt8>: ContiguousBytesView {}
extension ArraySlice<UInt8>: ContiguousBytesView {}

/// `write(2)`, under a name that the methods above do not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
