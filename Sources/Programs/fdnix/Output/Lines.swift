import Basics
import Dispatch

/// The lines of a file or of standard input, without a limit on their length.
///
/// Standard input is read on a thread of its own, a line when it is asked for: whoever waits for an answer before asking
/// the next question gets it, and nothing is read that nobody wants yet.
struct Lines: AsyncSequence {
    private let file: ByteView?

    /// The lines of the file at `path`, or of standard input where that is `-`. Throws `notFound` or `io`.
    init(of path: String) throws { file = path == "-" ? nil : try ByteView(MappedFile(path: path)) }

    /// Begins at the first line.
    func makeAsyncIterator() -> Iterator { Iterator(file) }

    /// A place in the lines.
    struct Iterator: AsyncIteratorProtocol {
        private let file: ByteView?
        private var position = 0
        private let thread = DispatchQueue(label: "fdnix.lines")

        fileprivate init(_ file: ByteView?) { self.file = file }

        /// The next line, without its end; nil after the last.
        mutating func next() async -> String? {
            if let file { return next(in: file) }
            return await withCheckedContinuation { continuation in
                thread.async { continuation.resume(returning: readLine()) }
            }
        }

        private mutating func next(in file: ByteView) -> String? {
            guard position < file.count else { return nil }
            let rest = file.bytes[position...]
            let end = rest.firstIndex(of: 0x0A) ?? file.count
            let line = rest[..<end]
            position = end + 1
            return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        }
    }
}
