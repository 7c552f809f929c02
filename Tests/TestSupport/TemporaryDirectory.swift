import Basics
import Platform

/// A directory of its own for `body`, removed with all that is in it.
public func withTemporaryDirectory<T>(_ body: (String) throws -> T) throws -> T {
    let directory = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max))"
    try FileSystem.createDirectories(directory)
    defer { removeTree(directory) }
    return try body(directory)
}

/// A directory of its own for `body`, removed with all that is in it.
public func withTemporaryDirectory<T>(_ body: (String) async throws -> T) async throws -> T {
    let directory = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max))"
    try FileSystem.createDirectories(directory)
    defer { removeTree(directory) }
    return try await body(directory)
}

/// A file of its own for `body`, removed afterwards.
public func withTemporaryFile<T>(_ text: String = "", _ body: (String) throws -> T) throws -> T {
    try withTemporaryDirectory { directory in
        try AtomicFile.write(Array(text.utf8), to: "\(directory)/file")
        return try body("\(directory)/file")
    }
}

/// Removes a directory with all that is in it, or a file. Links are removed and never followed: one may lead to a folder
/// that is not the test's.
public func removeTree(_ path: String) {
    guard FileSystem.kind(of: path) == .directory else {
        unlink(path)
        return
    }
    chmod(path, 0o755)
    for name in (try? FileSystem.entries(of: path)) ?? [] { removeTree("\(path)/\(name)") }
    rmdir(path)
}
