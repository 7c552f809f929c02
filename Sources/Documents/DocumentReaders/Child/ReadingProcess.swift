import Basics
import CSandbox
import Platform

/// A child that reads one file; it never outlives the object.
final class ReadingProcess {
    /// The end of the pipe on which its frames come.
    let output: Int32
    private let identifier: pid_t
    private var status: Int32?

    /// What a child may know of the environment: where libraries and languages are. Credentials are not among it.
    private static let inherited: Set = [
        "PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "FDNIX_PDFIUM_LIBRARY",
        "FDNIX_DOCUMENTS_PREFIX", "ASAN_OPTIONS", "UBSAN_OPTIONS",
    ]

    /// Starts `executable` with `arguments` and `file` as its standard input, in a process group of its own. Throws
    /// `childProcess` where the system does not start it.
    init(executable: String, arguments: [String], file: Int32) throws {
        var ends: [Int32] = [-1, -1]
        guard fdnix_sandbox_pipe(&ends) == 0 else {
            throw FdnixError(.childProcess, "cannot make a pipe to a reading child", underlying: SystemError())
        }
        let (reading, writing) = (ends[0], ends[1])
        defer { close(writing) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
        // Libraries print there what they think of a file.
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let environment = ProcessEnvironment.current.filter { Self.inherited.contains($0.key) }.map { "\($0)=\($1)" }
        var started = pid_t(0)
        let error = Self.withCStrings([executable] + arguments) { words in
            Self.withCStrings(environment) { posix_spawn(&started, executable, &actions, &attributes, words, $0) }
        }
        guard error == 0 else {
            close(reading)
            throw FdnixError(.childProcess, "cannot start a reading child", underlying: SystemError(number: error))
        }
        output = reading
        identifier = started
    }

    deinit {
        stop()
        close(output)
    }

    /// Ends the child with all that it started, and says by which signal it had ended before; nil where it had not, or by
    /// itself.
    @discardableResult func stop() -> Int32? {
        if status == nil {
            kill(-identifier, SIGKILL)
            status = wait()
        }
        let signal = (status ?? 0) & 0x7F
        return signal == 0 ? nil : signal
    }

    /// Waits for a child that has closed its output, and says by which signal it ended; nil where by itself.
    func end() -> Int32? {
        // What closes its output and goes on is stopped.
        for _ in 0..<50 where status == nil {
            var status: Int32 = 0
            if waitpid(identifier, &status, WNOHANG) == identifier { self.status = status } else { usleep(10_000) }
        }
        return stop()
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        _ = retryingInterrupts { waitpid(identifier, &status, 0) }
        return status
    }

    private static func withCStrings<T>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
    ) -> T {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it has the end.
            body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped))
        }
    }
}
