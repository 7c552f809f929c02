import Platform

/// Writes results to a descriptor, standard output unless told otherwise, in large pieces.
public struct StandardOutput: ~Copyable {
    /// The reader at the other end of the pipe went away: it wants no more, so there is nothing wrong.
    public struct ReaderGone: Error, Sendable {}

    private var buffer: [UInt8] = []
    private let descriptor: Int32

    /// An empty buffer over `descriptor`.
    public init(descriptor: Int32 = 1) { self.descriptor = descriptor }

    /// Adds bytes. Throws as `flush` does, once enough has been added.
    public mutating func write(_ bytes: some Sequence<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Adds `text` as UTF-8 and a line feed. Throws as `flush` does, once enough has been added.
    public mutating func line(_ text: String = "") throws {
        try write(text.utf8)
        try write(CollectionOfOne(0x0A))
    }

    /// Writes what is buffered. Throws `ReaderGone` where nobody reads any more, `io` where the system refuses.
    public mutating func flush() throws {
        var done = 0
        // What could not be written now never can be.
        defer { buffer.removeAll(keepingCapacity: true) }
        while done < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                retryingInterrupts { Self.system(descriptor, bytes, done) }
            }
            guard count > 0 else {
                let error = SystemError()
                if error.number == EPIPE { throw ReaderGone() }
                throw FdnixError.io("write to", "standard output", error: error)
            }
            done += count
        }
    }

    private static func system(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ from: Int) -> Int {
        bytes.baseAddress.map { Platform.write(descriptor, $0 + from, bytes.count - from) } ?? 0
    }

    deinit {
        // What an early end forgot.
        if !buffer.isEmpty { _ = buffer.withUnsafeBytes { Self.system(descriptor, $0, 0) } }
    }
}
