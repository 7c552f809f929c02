/// How bytes are compressed.
public enum CompressionFormat: String, Sendable, CaseIterable {
    /// The bytes as they are, not compressed.
    case none
    /// Brotli (RFC 7932), `.br`; the only one without magic bytes.
    case brotli
    /// gzip (RFC 1952), `.gz`.
    case gzip
    /// xz (tukaani.org/xz/xz-file-format.txt), `.xz`.
    case xz
    /// Zstandard (RFC 8878), `.zst`.
    case zstd

    /// The format that the first bytes announce; give at least six, or all that there are. Nil where they are no magic
    /// number: not compressed, or Brotli.
    public static func detect(_ head: some Collection<UInt8>) -> CompressionFormat? {
        if head.starts(with: [0x1F, 0x8B]) { return .gzip }
        if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        // A skippable frame (RFC 8878 §3.1.2) may stand first.
        if let first = head.first, first & 0xF0 == 0x50, head.dropFirst().starts(with: [0x2A, 0x4D, 0x18]) {
            return .zstd
        }
        return nil
    }

    /// A decoder at the start of a stream; throws where there is no memory for one.
    public func makeDecoder() throws -> any StreamDecoder {
        switch self {
        case .none: PlainDecoder()
        case .brotli: try BrotliDecoder()
        case .gzip: try GzipDecoder()
        case .xz: try XZDecoder()
        case .zstd: try ZstdDecoder()
        }
    }
}
