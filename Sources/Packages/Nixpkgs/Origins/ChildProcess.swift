import Basics
import Platform
import Subprocess
import Synchronization

/// Runs a program in a process group of its own, which never outlives the run.
struct ChildProcess: Sendable {
    let executable: String
    let arguments: [String]
    let environment: [String: String]
    let grace: Duration
    let onErrorLine: @Sendable (String) -> Void

    /// Runs the program and reads its standard output with `read`.
    ///
    /// Answers what `read` made of it, how the program ended, and its last words (empty, or starting with `: `).
    func run<T: Sendable>(
        timeLimit: Duration, read: @escaping @Sendable (any ByteInput) async throws -> T
    ) async throws -> (Result<T, any Error>, TerminationStatus, String) {
        let group = ProcessGroup()
        defer {
            // Whatever the child left running goes with it; after a clean end there is usually no one.
            group.kill()
        }
        do {
            return try await withThrowingTaskGroup(of: (Result<T, any Error>, TerminationStatus, String)?.self) {
                tasks in
                tasks.addTask { try await runUnlimited(read: read) { group.begin($0) } }
                tasks.addTask {
                    try await Task.sleep(for: timeLimit)
                    return nil
                }
                // The slower one is cancelled; for the child that means SIGTERM, and SIGKILL after the grace.
                defer { tasks.cancelAll() }
                if let ended = try await tasks.next() ?? nil { return ended }
                throw FdnixError(
                    .childProcess,
                    "\(executable) did not finish within \(timeLimit.components.seconds) s and was stopped; "
                        + "read a channel's packages.json instead, or use a faster machine")
            }
        } catch let error as SubprocessError {
            if Task.isCancelled { throw CancellationError() }
            guard error.code == .executableNotFound else {
                throw FdnixError(.childProcess, "cannot run \(executable)", underlying: error)
            }
            throw FdnixError(
                .notFound,
                "\(executable) was not found; install Nix (Debian: apt-get install nix-bin), or read a "
                    + "channel's packages.json instead")
        }
    }

    private func runUnlimited<T: Sendable>(
        read: @escaping @Sendable (any ByteInput) async throws -> T, started: @escaping @Sendable (pid_t) -> Void
    ) async throws -> (Result<T, any Error>, TerminationStatus, String) {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: grace)]
        let additions = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0), Optional($1)) }
                .compactMap { key, value in key.map { ($0, value) } })
        let result = try await Subprocess.run(
            executable.utf8.contains(UInt8(ascii: "/")) ? .path(literal(executable)) : .name(executable),
            arguments: Arguments(arguments), environment: .inherit.updating(additions), platformOptions: options,
            input: .none, output: .sequence, error: .sequence
        ) { execution in
            started(execution.processIdentifier.value)
            async let lastLines = forwardErrors(execution.standardError)
            let input = ChildOutput(execution.standardOutput)
            let outcome: Result<T, any Error>
            do {
                outcome = .success(try await read(input))
            } catch {
                try Task.checkCancellation()
                outcome = .failure(error)
                // What it would still print is of no use.
                if !input.isAtEnd { try? execution.send(signal: .terminate, toProcessGroup: true) }
            }
            return (outcome, await lastLines)
        }
        return (result.closureResult.0, result.terminationStatus, result.closureResult.1)
    }

    /// Hands each line on and remembers the last few.
    private func forwardErrors(_ output: SubprocessOutputSequence) async -> String {
        var lastLines: [String] = []
        do {
            for try await line in output.strings() {
                let line = Cleaning.clean(line, limit: 500)
                if line.isEmpty { continue }
                onErrorLine(line)
                lastLines = lastLines.suffix(4) + [line]
            }
        } catch {
            // Its errors are news, not data: the run does not fail for them.
        }
        return lastLines.isEmpty ? "" : ": " + lastLines.joined(separator: " | ")
    }
}

/// The process group of a child, once there is one.
private final class ProcessGroup: Sendable {
    private let leader = Mutex<pid_t>(0)

    func begin(_ leader: pid_t) { self.leader.withLock { $0 = leader } }

    func kill() {
        let leader = leader.withLock { $0 }
        // A group of 0 or 1 would be our own, or everyone.
        if leader > 1 { _ = systemKill(-leader, SIGKILL) }
    }
}

private func systemKill(_ process: pid_t, _ signal: Int32) -> Int32 { kill(process, signal) }

/// A value of a string-literal type from a string of run time: Subprocess takes its paths in a type of a package that
/// need not be imported for this.
private func literal<T: ExpressibleByStringLiteral>(_ text: String) -> T where T.StringLiteralType == String {
    T(stringLiteral: text)
}

/// A child's standard output.
private final class ChildOutput: ByteInput {
    private(set) var isAtEnd = false
    private var iterator: SubprocessOutputSequence.Iterator

    init(_ sequence: SubprocessOutputSequence) { iterator = sequence.makeAsyncIterator() }

    func next() async throws -> [UInt8]? {
        while let buffer = try await iterator.next() {
            let bytes = buffer.withUnsafeBytes { Array($0) }
            if !bytes.isEmpty { return bytes }
        }
        isAtEnd = true
        return nil
    }
}
