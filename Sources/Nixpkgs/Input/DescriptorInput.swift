import Basics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads a file or a pipe; waits for a slow pipe without blocking a thread, so that the task can be cancelled.
final class DescriptorInput: ByteInput {
    private let descriptor: Int32
    private let name: String
    private let ownsDescriptor: Bool
    private let pieceSize: Int

    /// Opens the file at `path`.
    init(path: String, pieceSize: Int = 1 << 18) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        name = path
        ownsDescriptor = true
        self.pieceSize = pieceSize
        guard descriptor >= 0 else { throw FdnixError.io("open", path) }
        var info = stat()
        if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
            throw FdnixError(.io, "cannot read \(path): it is a directory; name the packages.json in it")
        }
    }

    /// Reads a descriptor that someone else closes, such as standard input.
    init(descriptor: Int32, name: String, pieceSize: Int = 1 << 18) {
        self.descriptor = descriptor
        self.name = name
        ownsDescriptor = false
        self.pieceSize = pieceSize
    }

    deinit { if ownsDescriptor, descriptor >= 0 { close(descriptor) } }

    func next() async throws -> [UInt8]? {
        while !isReady() { try await Task.sleep(nanoseconds: 2_000_000) }
        while true {
            var failure: SystemError?
            let bytes = [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
                let result = read(descriptor, buffer.baseAddress, pieceSize)
                if result < 0 { failure = SystemError() }
                count = max(result, 0)
            }
            guard let failure else { return bytes.isEmpty ? nil : bytes }
            switch failure.number {
            case EINTR: try Task.checkCancellation()
            case EAGAIN: try await Task.sleep(nanoseconds: 2_000_000)
            default: throw FdnixError.io("read", name, error: failure)
            }
        }
    }

    private func isReady() -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return systemPoll(&poll) != 0
    }
}

private func systemPoll(_ descriptor: inout pollfd) -> Int32 { poll(&descriptor, 1, 0) }
