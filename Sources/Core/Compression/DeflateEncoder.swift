import Basics
import CZlib

/// Compresses a stream with DEFLATE (RFC 1951), piece by piece, in memory that does not grow with the stream.
///
/// The same bytes give the same output with one version of zlib, however they are cut into pieces.
public final class DeflateEncoder {
    /// What stands around the compressed bytes.
    public enum Framing: Int32, Sendable {
        /// Nothing, as in the entries of ZIP archives.
        case raw = -15
        /// The header, CRC and length of gzip (RFC 1952), without a name and a time.
        case gzip = 31
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private static let pieceSize = 1 << 16

    /// An encoder at the start of a stream, at `level` from 1, the fastest, to 9, the smallest. Throws where there is no
    /// memory.
    public init(_ framing: Framing, level: Int = 6) throws(FdnixError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // `deinit` runs after a throw as well, and frees.
        guard
            deflateInit2_(
                stream, Int32(min(max(level, 1), 9)), Z_DEFLATED, framing.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .noMemory(for: "DEFLATE") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Takes the next bytes and hands out what is compressed so far, in pieces of bounded size.
    public func encode(_ bytes: UnsafeRawBufferPointer, _ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = bytes
        while !rest.isEmpty {
            // zlib counts in 32 bits.
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            try run(part, Z_NO_FLUSH, consume)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
        }
    }

    /// Ends the stream and hands out the rest; nothing may be encoded afterwards.
    public func finish(_ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
        try run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, consume)
    }

    private func run(
        _ input: UnsafeRawBufferPointer, _ flush: Int32, _ consume: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = uInt(input.count)
        try withUnsafeTemporaryAllocation(byteCount: Self.pieceSize, alignment: 16) { output in
            while true {
                stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = uInt(output.count)
                let result = deflate(stream, flush)
                let count = output.count - Int(stream.pointee.avail_out)
                if count > 0 { try consume(UnsafeRawBufferPointer(rebasing: output[..<count])) }
                // Room that is left says that zlib has taken all there was.
                if result == Z_STREAM_END || (flush == Z_NO_FLUSH && stream.pointee.avail_out > 0) { return }
                guard result == Z_OK || result == Z_BUF_ERROR else { throw FdnixError.noMemory(for: "DEFLATE") }
            }
        }
    }
}
