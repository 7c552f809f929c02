import Basics
import Testing

@testable import DuckDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether tests that need DuckDB can run; says once why not.
let duckDBIsAvailable: Bool = {
    guard let reason = Library.unavailableReason else { return true }
    print("skipping the tests that need DuckDB: \(reason)")
    return false
}()

/// A directory of its own for `body`, removed afterwards.
func withTemporaryDirectory<T>(_ body: (String) throws -> T) throws -> T {
    var template = Array("/tmp/fdnix-duckdb-XXXXXX".utf8CString)
    let path = template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let directory = try #require(path)
    defer {
        for name in (try? FileSystem.entries(of: directory)) ?? [] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }
    return try body(directory)
}

/// A connection to a database in memory.
func memory() throws -> Connection { try Database(path: nil).connect() }
