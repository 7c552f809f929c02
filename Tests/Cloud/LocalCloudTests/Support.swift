import Basics
import LocalCloud
import Platform
import SQLite
import TestSupport
import Testing

/// Whether SQLite is installed; says once why not.
let sqliteIsAvailable: Bool = {
    do {
        _ = try SQLite.Library.load()
        return true
    } catch {
        Skips.note("tables and queues in files of SQLite", "\(error)")
        return false
    }
}()

/// A database in a directory of its own, for `body`.
func withDatabase<T>(
    time: TimeSource = .system, _ body: (LocalDatabase) async throws -> T
) async throws -> T {
    try await withTemporaryDirectory { try await body(try await .open("\($0)/data/tables.sqlite", time: time)) }
}

/// A process that writes to a database until it is killed; see LocalWriter.
final class Writer {
    private let pid: pid_t
    private let output: Int32
    private var isOver = false

    /// The program, built beside this test bundle.
    private static func program() throws -> String {
        for argument in CommandLine.arguments {
            guard let end = argument.firstRange(of: ".xctest")?.lowerBound else { continue }
            let candidate = FileSystem.directory(of: String(argument[..<end])) + "/LocalWriter"
            if FileSystem.exists(candidate) { return candidate }
        }
        throw FdnixError(.notFound, "LocalWriter is not built beside the tests")
    }

    init(_ arguments: [String]) throws {
        let program = try Self.program()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        output = ends[0]
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        let argv = ([program] + arguments).map { word in strdup(word) }
        let envp = ProcessEnvironment.current.map { name, value in strdup("\(name)=\(value)") }
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, program, &actions, nil, argv + [nil], envp + [nil])
        close(ends[1])
        pid = child
        try #require(result == 0)
    }

    deinit {
        if !isOver { kill() }
        close(output)
    }

    /// Reads what it reports until it has told `count` numbers, or is over; gives the last one.
    func wait(for count: Int) -> Int? {
        var (text, byte): (String, UInt8) = ("", 0)
        var lines = 0
        var last: Int?
        while lines < count, read(output, &byte, 1) == 1 {
            guard byte == UInt8(ascii: "\n") else {
                text.append(Character(Unicode.Scalar(byte)))
                continue
            }
            (lines, last, text) = (lines + 1, Int(text), "")
        }
        return last
    }

    /// Ends it at once, wherever it is; `wait` gives what it had reported till then.
    func kill() {
        isOver = true
        Platform.kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}
