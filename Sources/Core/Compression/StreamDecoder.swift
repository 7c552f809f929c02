import Basics

/// Decodes a compressed stream step by step; memory is bounded by the output that the caller offers.
public protocol StreamDecoder: AnyObject {
    /// Decodes from the start of `input` into the start of `output`, as far as either reaches, and says how many bytes
    /// it took and gave.
    ///
    /// Empty input says that the stream ends here, so it must not be given before. A decoder that neither takes nor
    /// gives anything waits for more input, or has come to the end. Throws `malformedInput` where the data is damaged.
    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        consumed: Int, produced: Int
    )

    /// Whether the stream may end after the input so far.
    var isComplete: Bool { get }
}

extension FdnixError {
    static func badStream(_ format: String, _ reason: String) -> FdnixError {
        FdnixError(.malformedInput, "the \(format) data is damaged (\(reason)); fetch the file again")
    }

    static func noMemory(for format: String) -> FdnixError {
        FdnixError(.io, "cannot start the \(format) coder: out of memory")
    }
}
