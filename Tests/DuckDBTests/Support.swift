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

/// A connection to a database in memory.
func memory() throws -> Connection { try Database(path: nil).connect() }
