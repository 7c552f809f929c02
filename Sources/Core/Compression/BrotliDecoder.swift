import Basics
import CBrotli

/// Decodes Brotli, with large windows allowed.
final class BrotliDecoder: StreamDecoder {
    private let state: OpaquePointer
    private var finished = false

    init() throws {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { throw FdnixError.noMemory(for: "brotli") }
        self.state = state
        BrotliDecoderSetParameter(state, BROTLI_DECODER_PARAM_LARGE_WINDOW, 1)
    }

    deinit { BrotliDecoderDestroyInstance(state) }

    var isComplete: Bool { finished }

    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    ) {
        if finished { return (0, 0) }
        var inputLeft = input.count
        var outputLeft = output.count
        var next = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var target = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        switch BrotliDecoderDecompressStream(state, &inputLeft, &next, &outputLeft, &target, nil) {
        case BROTLI_DECODER_RESULT_SUCCESS: finished = true
        case BROTLI_DECODER_RESULT_ERROR:
            let code = BrotliDecoderGetErrorCode(state)
            let reason = BrotliDecoderErrorString(code).map { String(cString: $0) } ?? "unknown"
            throw FdnixError.badStream("brotli", reason)
        default: break
        }
        return (input.count - inputLeft, output.count - outputLeft)
    }
}
