import Basics
import Platform
import TestSupport
import Testing

@testable import DuckDB

/// Whether tests that need DuckDB can run; says once why not.
let duckDBIsAvailable: Bool = {
    guard let reason = Library.unavailableReason else { return true }
    Skips.note("the tests of DuckDB", reason)
    return false
}()

/// A connection to a database in memory.
func memory() throws -> Connection { try Database(path: nil).connect() }
