import Basics
import CSandbox
import Platform

/// The reading child: the same program, started for one file that may be hostile.
public enum ReadingRole {
    /// The hidden role, the program's first argument.
    public static let name = "read"

    /// Reads the file on standard input as the last of `arguments` says and writes frames to standard output. The exit
    /// status says nothing that the frames do not.
    ///
    /// To be called before the process has a second thread or anything of value in its memory: from here on it has no
    /// network, little memory and little time.
    public static func run(arguments: [String]) -> Int32 {
        // A parent that is gone is an error of writing, not a signal.
        signal(SIGPIPE, SIG_IGN)
        let writer = FrameWriter(descriptor: STDOUT_FILENO)
        do {
            let request = try ReadingRequest(arguments.last ?? "")
            let file = ByteView(try MappedFile(path: "/dev/stdin"))
            let network = fdnix_sandbox_enter(
                fdnix_sandbox_limits(
                    address_space: UInt64(request.addressSpace), processor_seconds: UInt64(request.processorSeconds)))
            guard network >= 0 else {
                throw FdnixError(.io, "cannot set the limits of the reading child", underlying: SystemError())
            }
            try writer.send(.hello(isIsolated: network == Int32(FDNIX_SANDBOX_NETWORK_FILTERED.rawValue)))
            try DocumentReading.read(file, as: request.type, request.options, into: writer)
            try writer.send(.done)
            return 0
        } catch {
            let failure = error as? FdnixError ?? FdnixError(.malformedInput, "cannot read the file", underlying: error)
            try? writer.send(.failed(code: failure.code.rawValue, message: failure.description))
            return 1
        }
    }
}
