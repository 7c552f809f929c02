import Basics

/// Decodes a compressed stream step by step; memory is bounded by the output the caller offers.
protocol StreamDecoder: AnyObject {
    /// Decodes from the start of `input` into the start of `output`, as far as either reaches.
    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    )
    /// Whether the input so far is whole.
    var isComplete: Bool { get }
}

/// How a document is packed.
public enum Compression: String, Sendable, CaseIterable {
    /// Plain text.
    case none
    /// Brotli, `.br`; it has no magic bytes.
    case brotli
    /// gzip, `.gz`.
    case gzip
    /// xz, `.xz`.
    case xz
    /// Zstandard, `.zst`.
    case zstd

    /// What the first bytes (at least six, or all there are) say; nil where they say nothing.
    static func detect(_ head: some Collection<UInt8>) -> Compression? {
        if head.starts(with: [0x1F, 0x8B]) { return .gzip }
        if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        // A skippable frame may stand first.
        if let first = head.first, first & 0xF0 == 0x50, head.dropFirst().starts(with: [0x2A, 0x4D, 0x18]) {
            return .zstd
        }
        return head.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{") ? Compression.none : nil
    }

    func makeDecoder() throws -> any StreamDecoder {
        switch self {
        case .none: PlainDecoder()
        case .brotli: try BrotliDecoder()
        case .gzip: try GzipDecoder()
        case .xz: try XZDecoder()
        case .zstd: try ZstdDecoder()
        }
    }
}

extension FdnixError {
    static func badStream(_ format: String, _ reason: String) -> FdnixError {
        FdnixError(.malformedInput, "the \(format) data is damaged (\(reason)); fetch the file again")
    }

    static func noMemory(for format: String) -> FdnixError {
        FdnixError(.io, "cannot start the \(format) decoder: out of memory")
    }
}

/// Copies.
final class PlainDecoder: StreamDecoder {
    var isComplete: Bool { true }

    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    ) {
        let count = min(input.count, output.count)
        output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        return (count, count)
    }
}
