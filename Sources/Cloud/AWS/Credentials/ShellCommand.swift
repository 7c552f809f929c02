import Basics
import Platform

/// A line for the shell whose output is wanted: run in a process group of its own, which never outlives the run.
struct ShellCommand: Sendable {
    /// Why there is no output.
    enum Failure: Error, Sendable, Hashable {
        case notStarted(String)
        case tooLate
        case tooLong
        case ended(Int32)
    }

    let line: String

    /// What the command prints on its standard output, of at most `limit` bytes, within a time. Throws `Failure`,
    /// `CancellationError`, and what reading throws.
    func output(upTo limit: Int, within time: Duration) async throws -> [UInt8] {
        let (process, descriptor) = try start()
        // Also what the command left running in the background goes with it.
        defer { kill(-process, SIGKILL) }
        let result: Result<[UInt8], any Error>
        do { result = .success(try await Self.read(descriptor, limit, time)) } catch { result = .failure(error) }
        close(descriptor)
        if case .failure = result { kill(-process, SIGKILL) }
        let status = await BlockingWork.run { Self.wait(for: process) }
        let output = try result.get()
        guard status == 0 else { throw Failure.ended(status) }
        return output
    }

    /// Starts `/bin/sh` with nothing to read; its errors are nobody's.
    private func start() throws -> (process: pid_t, output: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure.notStarted("\(SystemError())") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        var process = pid_t(0)
        let code = Spawning.withActions { actions, attributes in
            posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(actions, ends[1], 1)
            posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0)
            posix_spawnattr_setflags(attributes, Int16(POSIX_SPAWN_SETPGROUP))
            posix_spawnattr_setpgroup(attributes, 0)
            let words: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", line].map { (word: String) in strdup(word) }
            defer { for word in words { free(word) } }
            return posix_spawn(&process, "/bin/sh", actions, attributes, words + [nil], environ)
        }
        guard code == 0 else {
            close(ends[0])
            throw Failure.notStarted("\(SystemError(number: code))")
        }
        return (process, ends[0])
    }

    private static func read(_ descriptor: Int32, _ limit: Int, _ time: Duration) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { tasks in
            tasks.addTask {
                let input = DescriptorInput(descriptor: descriptor, name: "the command's output")
                var output: [UInt8] = []
                while let piece = try await input.next() {
                    output += piece
                    guard output.count <= limit else { throw Failure.tooLong }
                }
                return output
            }
            tasks.addTask {
                try await Task.sleep(for: time)
                throw Failure.tooLate
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? []
        }
    }

    /// The exit code, 128 and more for a signal, as shells tell it.
    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 { if errno != EINTR { return -1 } }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}

/// The C structures that a spawned process is described by, whose types differ between C libraries.
private enum Spawning {
    typealias Actions = UnsafeMutablePointer<posix_spawn_file_actions_t>
    typealias Attributes = UnsafeMutablePointer<posix_spawnattr_t>

    static func withActions(_ body: (Actions, Attributes) -> Int32) -> Int32 {
        withUnsafeTemporaryAllocation(of: posix_spawn_file_actions_t.self, capacity: 1) { actions in
            withUnsafeTemporaryAllocation(of: posix_spawnattr_t.self, capacity: 1) { attributes in
                guard let actions = actions.baseAddress, let attributes = attributes.baseAddress else { return ENOMEM }
                posix_spawn_file_actions_init(actions)
                posix_spawnattr_init(attributes)
                defer {
                    posix_spawn_file_actions_destroy(actions)
                    posix_spawnattr_destroy(attributes)
                }
                return body(actions, attributes)
            }
        }
    }
}
