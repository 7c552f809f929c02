import Basics
import Platform

/// Reads files in processes of their own, so that a hostile file brings down nothing else.
public struct ReadingChild: Sendable {
    /// How much the reading of one file may take.
    public var limits: ReadingLimits
    private let executable: String
    private let arguments: [String]

    /// Children of `executable`, by default the running program, which must call `ReadingRole.run` when its first argument
    /// is `ReadingRole.name`.
    public init(limits: ReadingLimits = ReadingLimits(), executable: String = "/proc/self/exe") {
        self.limits = limits
        self.executable = executable
        arguments = [ReadingRole.name]
    }

    init(limits: ReadingLimits, executable: String, arguments: [String]) {
        self.limits = limits
        self.executable = executable
        self.arguments = arguments
    }

    /// Reads the file at `path` and gives `output` what is in it; says whether the child had given the network away.
    ///
    /// Throws `malformedInput` where the file is broken, encrypted or over a limit, or made its reader crash, hang or talk
    /// nonsense; `notFound` where the file or a library is missing; `childProcess` where no child could be started;
    /// `CancellationError`; and what `output` throws. `output` may then have seen a part.
    @discardableResult public func read(
        _ path: String, as type: DocumentType, _ options: ReadingOptions, into output: some DocumentOutput
    ) throws -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FdnixError.io("open", path) }
        defer { close(file) }
        let request = ReadingRequest(
            type: type, options: options, addressSpace: limits.addressSpace + (FileSystem.size(of: path) ?? 0),
            processorSeconds: limits.processorSeconds)
        let process = try ReadingProcess(
            executable: executable, arguments: arguments + [request.encoded()], file: file)
        var order = FrameOrder(limits)
        var parser = FrameParser()
        while let piece = try next(process, order) {
            parser.append(piece)
            while let frame = try parser.next() { try order.take(frame, output) }
        }
        let signal = process.end()
        guard order.isDone, parser.isAtBoundary else { throw failure(signal, hasBegun: order.hasBegun) }
        return order.isIsolated
    }

    /// What comes next, nil at the end. Throws where nothing comes for too long or the task is cancelled.
    private func next(_ process: ReadingProcess, _ order: FrameOrder) throws -> [UInt8]? {
        let deadline = ContinuousClock.now + limits.silence
        while true {
            try Task.checkCancellation()
            var question = pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)
            if poll(&question, 1, 100) > 0 { break }
            guard ContinuousClock.now < deadline else {
                throw FdnixError(
                    order.hasBegun ? .malformedInput : .childProcess,
                    "the reader of this file said nothing for \(limits.silence.components.seconds) s and was stopped")
            }
        }
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, filled in
            count = retryingInterrupts { Platform.read(process.output, buffer.baseAddress, buffer.count) }
            filled = max(count, 0)
        }
        guard count >= 0 else {
            throw FdnixError(.childProcess, "cannot hear a reading child", underlying: SystemError())
        }
        return bytes.isEmpty ? nil : bytes
    }

    private func failure(_ signal: Int32?, hasBegun: Bool) -> FdnixError {
        guard hasBegun else {
            return FdnixError(
                .childProcess,
                "the program does not start as a reading child"
                    + (signal.map { " (signal \($0))" } ?? "; its role \(ReadingRole.name) must run ReadingRole"))
        }
        return switch signal {
        case SIGXCPU, SIGKILL:
            FdnixError(
                .malformedInput,
                "the file takes more than \(limits.processorSeconds) s or the system's memory to read; it is damaged or hostile"
            )
        case let signal?:
            FdnixError(
                .malformedInput,
                "the file brought its reader down (signal \(signal)), or takes more than "
                    + "\(limits.addressSpace >> 20) MiB to read; it is damaged or hostile")
        case nil: FdnixError.garbledFrame
        }
    }
}
