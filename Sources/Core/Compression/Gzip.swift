import Basics
import CZlib

/// The gzip format (RFC 1952), for writing; `CompressionFormat.gzip` reads it.
public enum Gzip {
    /// `bytes` as one gzip member, made at `level`: from 1, the fastest, to 9, the smallest. A level outside that range
    /// counts as the nearest one in it. Throws where there is no memory.
    public static func compress(_ bytes: [UInt8], level: Int = 6) throws(FdnixError) -> [UInt8] {
        var stream = z_stream()
        let windowBits: Int32 = 15 + 16  // 16: a gzip wrapper
        let level = Int32(min(max(level, 1), 9))
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .noMemory(for: "gzip") }
        defer { deflateEnd(&stream) }
        // Room for everything, so that each step ends because zlib has taken what it was given.
        let capacity = Int(deflateBound(&stream, uLong(bytes.count)))
        var result = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            bytes.withUnsafeBufferPointer { input in
                var taken = 0
                // zlib counts in 32 bits.
                repeat {
                    let part = min(input.count - taken, Int(UInt32.max))
                    let room = min(capacity - count, Int(UInt32.max))
                    stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + taken })
                    stream.avail_in = uInt(part)
                    stream.next_out = output.baseAddress.map { $0 + count }
                    stream.avail_out = uInt(room)
                    result = deflate(&stream, taken + part == input.count ? Z_FINISH : Z_NO_FLUSH)
                    taken += part - Int(stream.avail_in)
                    count += room - Int(stream.avail_out)
                } while result == Z_OK
            }
        }
        guard result == Z_STREAM_END else { throw .noMemory(for: "gzip") }
        return output
    }
}
