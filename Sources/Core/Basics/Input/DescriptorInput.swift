import Dispatch
import Platform

/// The bytes of a file, a pipe, a socket or a terminal.
///
/// What is there already is read at once. Where nothing is, the task is suspended until the kernel says that there is
/// something: no thread is blocked, nothing is asked again and again, and cancelling the task ends the wait.
public final class DescriptorInput: ByteInput {
    private let descriptor: Int32
    private let name: String
    private let ownsDescriptor: Bool
    private let pieceSize: Int
    /// Told before every wait; tests count them.
    private let willWait: () -> Void

    /// Opens the file at `path`; throws where it cannot be opened or is a directory. Pieces have at most `pieceSize`
    /// bytes.
    public init(path: String, pieceSize: Int = 1 << 18) throws {
        descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC) }
        name = path
        ownsDescriptor = true
        self.pieceSize = max(pieceSize, 1)
        willWait = {}
        guard descriptor >= 0 else { throw FdnixError.io("open", path) }
        var info = stat()
        if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
            throw FdnixError(.io, "cannot read \(path): it is a directory; name a file in it")
        }
    }

    /// Reads a descriptor that someone else closes, such as standard input; `name` is for messages.
    public convenience init(descriptor: Int32, name: String, pieceSize: Int = 1 << 18) {
        self.init(descriptor: descriptor, name: name, pieceSize: pieceSize, willWait: {})
    }

    init(descriptor: Int32, name: String, pieceSize: Int, willWait: @escaping () -> Void) {
        self.descriptor = descriptor
        self.name = name
        ownsDescriptor = false
        self.pieceSize = max(pieceSize, 1)
        self.willWait = willWait
    }

    deinit { if ownsDescriptor, descriptor >= 0 { close(descriptor) } }

    /// The next bytes, nil at the end. Throws an `io` error that names the file, or `CancellationError` where the task
    /// was cancelled while it waited.
    public func next() async throws -> [UInt8]? {
        while true {
            if !isReady() { try await wait() }
            var failure: SystemError?
            let bytes = [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
                let result = retryingInterrupts { read(descriptor, buffer.baseAddress, pieceSize) }
                if result < 0 { failure = SystemError() }
                count = max(result, 0)
            }
            guard let failure else { return bytes.isEmpty ? nil : bytes }
            // Someone else who reads the same descriptor was faster; the next look says that nothing is there.
            guard failure.number == EAGAIN else { throw FdnixError.io("read", name, error: failure) }
        }
    }

    /// Whether a read would not block: there are bytes, or the end, or an error. Files on a disk are always ready.
    private func isReady() -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return systemPoll(&question) != 0
    }

    /// Waits for bytes or the end, or throws when the task is cancelled.
    private func wait() async throws {
        try Task.checkCancellation()
        willWait()
        let source = ReadSource(descriptor)
        await withTaskCancellationHandler {
            await withCheckedContinuation { source.start($0) }
        } onCancel: {
            source.cancel()
        }
        try Task.checkCancellation()
    }
}

/// One wait for a descriptor. Readable or cancelled, it ends in one way: the source is cancelled, lets go of the
/// descriptor, and only then resumes who waits, exactly once.
private final class ReadSource: Sendable {
    // Safe to share: Dispatch makes its sources for use from any thread.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    init(_ descriptor: Int32) {
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    }

    /// Begins to wait. A source that was cancelled before resumes at once.
    func start(_ waiting: CheckedContinuation<Void, Never>) {
        source.setEventHandler { [source] in source.cancel() }
        source.setCancelHandler { waiting.resume() }
        source.activate()
    }

    func cancel() { source.cancel() }
}

/// `poll(2)` without waiting, under a name that the methods above do not hide.
private func systemPoll(_ question: inout pollfd) -> Int32 { retryingInterrupts { poll(&question, 1, 0) } }
