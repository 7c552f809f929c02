import Basics
import TestSupport
import Testing

@testable import SQLite

@Suite("SQLite", .enabled(if: sqliteIsAvailable))
struct SQLiteTests {
    @Test("values come back as they were bound")
    func values() throws {
        try withTemporaryDirectory { directory in
            let connection = try Connection("\(directory)/a.sqlite")
            let query = "SELECT ?, ?, ?, ?, typeof(?)"
            let text = "größe\u{0}\u{1F600}'\""
            let values: [Value] = [.int(.min), .text(text), .blob([0, 255]), .null, .blob([])]
            let found = try connection.first(query, values) { row in
                #expect(row.int(0) == .min && row.text(1) == text && row.text(3) == nil && row.text(4) == "blob")
                return row.withBytes(2) { Array($0) }
            }
            #expect(found == [0, 255])
            #expect(try connection.first("SELECT ?", [.text("")]) { $0.text(0) } == "")
            #expect(try connection.first("SELECT 1.4523142177899403e+308") { $0.double(0) } == 1.4523142177899403e+308)
            #expect(try connection.first("SELECT NULL") { $0.double(0) == nil } == true)
            #expect(try connection.first("SELECT 1 WHERE 0") { $0.int(0) } == nil)
            #expect(try connection.all("VALUES (1), (2), (3)") { $0.int(0) } == [1, 2, 3])
        }
    }

    @Test("a file that nobody writes to is read without anything beside it, whatever its name")
    func immutable() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/a?b%20c#d.sqlite"
            do {
                let connection = try Connection(path)
                try connection.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (n); INSERT INTO t VALUES (7)")
            }
            let connection = try Connection(path, .immutable)
            #expect(try connection.first("SELECT n FROM t") { $0.int(0) } == 7)
            #expect(try FileSystem.entries(of: directory) == ["a?b%20c#d.sqlite"])
            let error = #expect(throws: FdnixError.self) { try connection.run("DELETE FROM t") }
            #expect(error?.description.ranges(of: "readonly").count == 1, "it is said once")
            #expect(throws: FdnixError.self) { try Connection("\(directory)/b", .immutable) }
        }
    }

    @Test("a statement runs within itself, and again after it was left in the middle")
    func nesting() throws {
        try withTemporaryDirectory { directory in
            let connection = try Connection("\(directory)/a.sqlite")
            let query = "VALUES (1), (2)"
            var sums: [Int] = []
            try connection.rows(query) { outer in
                let first = outer.int(0)
                try connection.rows(query) { inner in
                    sums.append(first * 10 + inner.int(0))
                    return true
                }
                return true
            }
            #expect(sums == [11, 12, 21, 22])
            for _ in 0..<3 { #expect(try connection.first(query) { $0.int(0) } == 1) }
        }
    }

    @Test("what throws in a transaction is undone, and in a part of it that part alone")
    func transactions() throws {
        try withTemporaryDirectory { directory in
            let connection = try Connection("\(directory)/a.sqlite")
            try connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
            try connection.transaction {
                try connection.run("INSERT INTO t VALUES (1)")
                #expect(throws: FdnixError.self) {
                    try connection.savepoint {
                        try connection.run("INSERT INTO t VALUES (2)")
                        try connection.run("INSERT INTO t VALUES (1)")
                    }
                }
                #expect(connection.isInTransaction)
            }
            #expect(throws: CancellationError.self) {
                try connection.transaction {
                    try connection.run("INSERT INTO t VALUES (3)")
                    throw CancellationError()
                }
            }
            #expect(!connection.isInTransaction)
            #expect(try connection.all("SELECT n FROM t") { $0.int(0) } == [1])
            #expect(try connection.run("UPDATE t SET n = 5") == 1)
        }
    }

    @Test("mistakes are told with the file and the statement")
    func mistakes() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/a.sqlite"
            var error = #expect(throws: FdnixError.self) { try Connection(path, .readOnly) }
            #expect(error?.code == .notFound)
            let connection = try Connection(path)
            error = #expect(throws: FdnixError.self) { try connection.run("SELECT * FROM nothing") }
            #expect(error?.code == .database)
            #expect(error?.message.contains(path) == true && error?.message.contains("nothing") == true)
            error = #expect(throws: FdnixError.self) { try connection.run("SELECT ?", []) }
            #expect(error?.code == .database)
            try AtomicFile.write(Array(repeating: 7, count: 4096), to: "\(directory)/b")
            error = #expect(throws: FdnixError.self) { try Connection("\(directory)/b").run("CREATE TABLE t (n)") }
            #expect(error?.code == .corrupt)
            error = #expect(throws: FdnixError.self) { try Connection("\(directory)/none/c") }
            #expect(error?.code == .io)
        }
    }

    @Test("a writer that is in the way for too long is an error that passes")
    func busy() throws {
        try withTemporaryDirectory { directory in
            let first = try Connection("\(directory)/a.sqlite")
            let second = try Connection("\(directory)/a.sqlite", patience: .milliseconds(10))
            try first.transaction {
                let error = #expect(throws: FdnixError.self) { try second.transaction {} }
                #expect(error?.isRetryable == true)
            }
            try second.transaction {}
        }
    }
}

/// Whether SQLite is installed; says once why not.
let sqliteIsAvailable: Bool = {
    do {
        _ = try Library.load()
        return true
    } catch {
        Skips.note("SQLite", "\(error)")
        return false
    }
}()
