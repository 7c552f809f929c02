import Basics
import CLZMA

/// `LZMA_CONCATENATED`, a macro that Swift cannot import.
private let concatenated: UInt32 = 0x08

/// Decodes xz, also of several streams one after the other.
final class XZDecoder: StreamDecoder {
    private let stream: UnsafeMutablePointer<lzma_stream>
    private var finished = false

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        // The largest preset needs 65 MiB; a file that needs more than this limit is not an honest one.
        // `deinit` runs after a throw as well, and frees.
        guard lzma_stream_decoder(stream, 512 << 20, concatenated) == LZMA_OK else {
            throw FdnixError.noMemory(for: "xz")
        }
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    var isComplete: Bool { finished }

    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    ) {
        if finished { return (0, 0) }
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = output.count
        // No input left is how the caller says that the file ends here.
        switch lzma_code(stream, input.isEmpty ? LZMA_FINISH : LZMA_RUN) {
        case LZMA_STREAM_END: finished = true
        case LZMA_OK, LZMA_BUF_ERROR: break
        case LZMA_MEMLIMIT_ERROR: throw FdnixError.badStream("xz", "it asks for more than 512 MiB of memory")
        case LZMA_FORMAT_ERROR: throw FdnixError.badStream("xz", "not the xz format")
        default: throw FdnixError.badStream("xz", "corrupt")
        }
        return (input.count - stream.pointee.avail_in, output.count - stream.pointee.avail_out)
    }
}
