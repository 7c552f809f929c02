import Basics
import CZstd

/// Decodes Zstandard, also of several frames one after the other.
final class ZstdDecoder: StreamDecoder {
    private let state: OpaquePointer
    /// Whether a frame has just ended, or none has begun.
    private var atBoundary = true

    init() throws {
        guard let state = ZSTD_createDStream() else { throw FdnixError.noMemory(for: "zstd") }
        self.state = state
    }

    deinit { ZSTD_freeDStream(state) }

    var isComplete: Bool { atBoundary }

    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    ) {
        if input.isEmpty && atBoundary { return (0, 0) }
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var into = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = ZSTD_decompressStream(state, &into, &from)
        guard ZSTD_isError(result) == 0 else {
            throw FdnixError.badStream("zstd", String(cString: ZSTD_getErrorName(result)))
        }
        atBoundary = result == 0
        return (from.pos, into.pos)
    }
}
