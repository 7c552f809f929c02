import Basics
public import Platform
import Testing

/// How a child process ended, and what it wrote.
public struct Outcome {
    /// The exit code; 128 and the signal's number when a signal ended it, as shells say.
    public var status: Int32
    /// What it wrote to standard output.
    public var output = ""
    /// What it wrote to standard error.
    public var errors = ""

    /// The lines of standard output that are not empty.
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The lines of standard error that are not empty.
    public var errorLines: [String] { errors.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) }
}

/// Programs of this package.
public enum BuiltProgram {
    /// The path of the program `name`: what `variable` states, else the one built beside this test bundle.
    public static func path(of name: String, statedBy variable: String) -> String? {
        if let stated = ProcessEnvironment.current[variable], !stated.isEmpty { return stated }
        for argument in CommandLine.arguments {
            guard let end = argument.firstRange(of: ".xctest")?.lowerBound else { continue }
            let candidate = FileSystem.directory(of: String(argument[..<end])) + "/\(name)"
            if FileSystem.exists(candidate) { return candidate }
        }
        return nil
    }
}

/// A child process whose standard error can be followed line by line.
public final class Child {
    /// The number of the process.
    public let pid: pid_t
    private let outputPath: String
    private let errorDescriptor: Int32
    private var errors: [UInt8] = []
    private var pending: [UInt8] = []

    /// Starts a program; its environment is of ours what names libraries, with `variables` over it.
    public init(_ program: String, _ arguments: [String], _ variables: [String: String], input: String?) throws {
        let base = "/tmp/fdnix-child-\(UInt64.random(in: 0 ... .max))"
        outputPath = base + ".out"
        let inputPath = input == nil ? "/dev/null" : base + ".in"
        if let input { try AtomicFile.write(Array(input.utf8), to: inputPath) }
        defer { if input != nil { unlink(inputPath) } }
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        errorDescriptor = ends[0]
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        // Whatever runs the tests may ignore these; a user's shell does not.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        let kept = ProcessEnvironment.current.filter { name, _ in
            [
                "PATH", "LD_LIBRARY_PATH", "FDNIX_DUCKDB_LIBRARY", "FDNIX_PREFIX", "FDNIX_DUCKDB_EXTENSIONS",
                "FDNIX_ONNXRUNTIME_LIBRARY", "FDNIX_MINILM_MODEL", "FDNIX_DOCUMENTS_PREFIX", "FDNIX_PDFIUM_LIBRARY",
            ].contains(name)
        }
        let environment = kept.merging(variables) { $1 }.map { "\($0)=\($1)" }
        let words = [program] + arguments
        let argv = words.map { word in strdup(word) }
        let envp = environment.map { entry in strdup(entry) }
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, program, &actions, &attributes, argv + [nil], envp + [nil])
        close(ends[1])
        pid = child
        try #require(result == 0, "cannot start \(program): \(SystemError(number: result))")
    }

    deinit {
        close(errorDescriptor)
        unlink(outputPath)
    }

    /// Reads standard error until a line holds `text`; false when it ends before.
    public func wait(for text: String) -> Bool { errorLine(containing: text) != nil }

    /// The next line of standard error that holds `text`; nil when it ends before.
    public func errorLine(containing text: String) -> String? {
        while let line = nextErrorLine() { if line.contains(text) { return line } }
        return nil
    }

    /// Sends the process a signal.
    public func signal(_ number: Int32) { kill(pid, number) }

    /// Reads all that is left, and waits for the end.
    public func outcome() throws -> Outcome {
        while nextErrorLine() != nil {}
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
        let ended = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        let output = String(decoding: try FileSystem.read(outputPath), as: UTF8.self)
        return Outcome(status: ended, output: output, errors: String(decoding: errors, as: UTF8.self))
    }

    private func nextErrorLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: 0x0A) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                return line
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(errorDescriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                defer { pending = [] }
                return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
            }
            errors += buffer[..<count]
            pending += buffer[..<count]
        }
    }
}
