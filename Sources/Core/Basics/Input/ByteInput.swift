/// Bytes that arrive in pieces: a file, standard input, a child's output, a download.
///
/// Read by one task at a time.
public protocol ByteInput: AnyObject {
    /// The next piece, never empty; nil at the end. Throws what reading throws, and `CancellationError` where it waited
    /// and the task was cancelled.
    func next() async throws -> [UInt8]?
}
