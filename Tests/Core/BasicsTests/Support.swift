import Basics
import Platform
import Testing

/// Runs a shell command in a child process and returns its exit code.
@discardableResult
func shell(_ command: String) throws -> Int32 {
    let child = try start(command)
    return wait(for: child)
}

/// Starts a shell command in a child process.
func start(_ command: String) throws -> pid_t {
    var child: pid_t = 0
    let words: [String] = ["sh", "-c", command]
    let arguments = words.map { word in strdup(word) }
    defer { for argument in arguments { free(argument) } }
    let result = posix_spawn(&child, "/bin/sh", nil, nil, arguments + [nil], environ)
    try #require(result == 0)
    return child
}

/// Waits for a child and returns its exit code, -1 when a signal ended it.
func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1 && errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
}

/// The text of a file.
func text(_ path: String) throws -> String { String(decoding: try FileSystem.read(path), as: UTF8.self) }
