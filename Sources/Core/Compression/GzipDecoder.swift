import Basics
import CZlib

/// Decodes gzip, also of several members one after the other, and with zeros behind them, which fill up a block of a tape or
/// disk.
final class GzipDecoder: StreamDecoder {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether a member has just ended, or none has begun.
    private var atBoundary = true
    private var hasEnded = false
    private var isPadding = false

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and gzip framing only.
        // `deinit` runs after a throw as well, and frees.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw FdnixError.noMemory(for: "gzip")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    var isComplete: Bool { atBoundary }

    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    ) {
        if input.isEmpty && atBoundary { return (0, 0) }
        if hasEnded && atBoundary && (isPadding || input.first == 0) {
            isPadding = true
            return (input.prefix { $0 == 0 }.count, 0)
        }
        // zlib counts in 32 bits.
        let (given, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = given
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        switch inflate(stream, Z_NO_FLUSH) {
        case Z_STREAM_END:
            (atBoundary, hasEnded) = (true, true)
            inflateReset(stream)
        case Z_OK, Z_BUF_ERROR: if !input.isEmpty { atBoundary = false }
        default: throw FdnixError.badStream("gzip", stream.pointee.msg.map { String(cString: $0) } ?? "unknown")
        }
        return (Int(given - stream.pointee.avail_in), Int(room - stream.pointee.avail_out))
    }
}
