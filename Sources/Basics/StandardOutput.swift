#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes results to standard output, in large pieces.
public struct StandardOutput: ~Copyable {
    private var buffer: [UInt8] = []

    /// An empty buffer over descriptor 1.
    public init() {}

    /// Adds bytes.
    public mutating func write(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 16 { flush() }
    }

    /// Adds a line.
    public mutating func line(_ text: String = "") {
        write(text.utf8)
        write(CollectionOfOne(0x0A))
    }

    /// Writes what is buffered. A reader that went away is no error: nobody wants the rest.
    public mutating func flush() {
        var done = 0
        while done < buffer.count {
            let n = buffer.withUnsafeBytes { bytes in
                retryingInterrupts { Self.system(1, bytes, done) }
            }
            if n <= 0 {
                if errno == EPIPE { exit(0) }
                Terminal.writeToStandardError("fdnix: cannot write to standard output: \(SystemError())\n")
                exit(1)
            }
            done += n
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func system(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ from: Int) -> Int {
        bytes.baseAddress.map { Platform.write(descriptor, $0 + from, bytes.count - from) } ?? 0
    }

    deinit {
        // What an early exit forgot.
        if !buffer.isEmpty { _ = buffer.withUnsafeBytes { Self.system(1, $0, 0) } }
    }
}

private enum Platform {
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }
}
