import Basics
import TestSupport
import Testing

@testable import DuckDB

@Suite("Queries", .enabled(if: duckDBIsAvailable))
struct QueryTests {
    @Test("values of every type, at the edges of their layouts")
    func types() throws {
        let rows = try memory().query(
            """
            SELECT 'twelve bytes', 'thirteen byte', '', NULL::TEXT, true, (-7)::TINYINT, 300::SMALLINT, 70000::INTEGER,
                9223372036854775807::BIGINT, '-133564262504941870397533380630732944700'::HUGEINT, 0.5::FLOAT,
                0.25::DOUBLE,
                [1, 2, 3]::FLOAT[3], [1, -2]::TINYINT[2], [1.5, 2.5]::FLOAT[], 'käse 🧀 in the long form'
            """)
        let chunk = try #require(try rows.nextChunk())
        #expect(try chunk.value(0, 0, as: String.self) == "twelve bytes")
        #expect(try chunk.value(0, 1, as: String.self) == "thirteen byte")
        #expect(try chunk.value(0, 2, as: String.self)?.isEmpty == true)
        #expect(try chunk.value(0, 3, as: String.self) == nil)
        #expect(try chunk.value(0, 4, as: Bool.self) == true)
        #expect(try (5..<8).map { try chunk.value(0, $0, as: Int.self) } == [-7, 300, 70000])
        #expect(try chunk.value(0, 8, as: Int.self) == Int.max)
        #expect(try chunk.value(0, 9, as: Int128.self) == Int128("-133564262504941870397533380630732944700"))
        #expect(try chunk.value(0, 10, as: Float.self) == 0.5)
        #expect(try chunk.value(0, 11, as: Double.self) == 0.25)
        #expect(try chunk.value(0, 12, as: [Float].self) == [1, 2, 3])
        #expect(try chunk.value(0, 13, as: [Int8].self) == [1, -2])
        #expect(try chunk.value(0, 14, as: [Float].self) == [1.5, 2.5])
        #expect(try chunk.value(0, 15, as: String.self) == "käse 🧀 in the long form")
        #expect(throws: FdnixError.self) { try chunk.value(0, 0, as: Int.self) }
        #expect(throws: FdnixError.self) { try chunk.value(0, 99, as: Int.self) }
        #expect(throws: FdnixError.self) { try chunk.value(1, 0, as: String.self) }
        #expect(try rows.nextChunk() == nil)
    }

    @Test("list entries keep their offsets across rows")
    func lists() throws {
        let lists = try memory().query("SELECT [i, i + 0.5]::FLOAT[] FROM range(5000) t(i)").map {
            try $0.get(0, as: [Float].self)
        }
        #expect(lists.count == 5000)
        #expect(lists[4321] == [4321, 4321.5])
    }

    @Test("parameters arrive unchanged", arguments: ["", "'; DROP TABLE t; --", "\"", "a\u{0}b", "\\", "ünï", "%_"])
    func parameters(text: String) throws {
        let connection = try memory()
        let rows = try connection.query(
            "SELECT ?, ?, ?, ?, ?", [.string(text), 42, true, nil, .hugeInt(Int128.min + 1)])
        let chunk = try #require(try rows.nextChunk())
        #expect(try chunk.value(0, 0, as: String.self) == text)
        #expect(try chunk.value(0, 1, as: Int.self) == 42)
        #expect(try chunk.value(0, 2, as: Bool.self) == true)
        #expect(try chunk.value(0, 3, as: String.self) == nil)
        #expect(try chunk.value(0, 4, as: Int128.self) == Int128.min + 1)
        #expect(throws: FdnixError.self) { try connection.query("SELECT ?", []) }
    }

    @Test("literals and identifiers cannot break out", arguments: ["it's", "\"q\"", "'; DROP TABLE x; --", "ü\\'"])
    func quoting(text: String) throws {
        let connection = try memory()
        let rows = try connection.query("SELECT \(SQL.literal(text)) AS \(SQL.identifier(text))")
        #expect(rows.columnNames == [text])
        #expect(try rows.scalar(String.self) == text)
    }

    @Test("an error is one line that names the statement")
    func errors() throws {
        let connection = try memory()
        for sql in ["SELEC 1", "SELECT * FROM nowhere", "SELECT 'x'::INTEGER"] {
            let error = #expect(throws: FdnixError.self) { _ = try connection.query(sql).nextChunk() }
            #expect(error?.code == .database)
            #expect(error?.message.contains(sql) == true)
            #expect(error?.message.contains("\n") == false)
        }
    }

    @Test("a transaction that throws leaves nothing")
    func rollback() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (i INTEGER)")
        #expect(throws: FdnixError.self) {
            try connection.transaction {
                try connection.execute("INSERT INTO t VALUES (1)")
                try connection.execute("INSERT INTO nowhere VALUES (1)")
            }
        }
        #expect(try connection.query("SELECT count(*) FROM t").scalar(Int.self) == 0)
    }

    @Test("an interrupted statement says so")
    func interrupt() async throws {
        let connection = try memory()
        let interrupter = connection.interrupter
        let helper = Task.detached {
            while !Task.isCancelled {
                interrupter.interrupt()
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
        defer { helper.cancel() }
        let error = await #expect(throws: FdnixError.self) {
            try await BlockingWork.run { try connection.execute(Self.endless) }
        }
        #expect(error?.code == .interrupted)
    }

    /// A statement that nobody waits for. It must not hold a thread of those that run tasks: whoever ends it needs one.
    private static let endless = "SELECT sum(sin(a.range + b.range)) FROM range(10000000) a, range(1000000) b"

    @Test("a cancelled task ends the statement that runs, and one that begins just after the request")
    func cancellation() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let running = Task {
            try await BlockingWork.run {
                let connection = try memory()
                try await connection.interrupter.stoppingOnCancellation {
                    start.finish()
                    try connection.execute(Self.endless)
                }
            }
        }
        for await _ in started {}
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }

        let late = Task {
            try await BlockingWork.run {
                let connection = try memory()
                try await connection.interrupter.stoppingOnCancellation {
                    // The request comes where no statement runs, and DuckDB forgets it.
                    withUnsafeCurrentTask { $0?.cancel() }
                    try connection.execute(Self.endless)
                }
            }
        }
        await #expect(throws: CancellationError.self) { try await late.value }
    }

    @Test("a task cancelled before begins no statement; after a guarded one the connection works on")
    func cancelledBefore() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            var wasRun = false
            let connection = try memory()
            await #expect(throws: CancellationError.self) {
                try await connection.interrupter.stoppingOnCancellation { wasRun = true }
            }
            #expect(!wasRun)
            return try connection.query("SELECT 1").scalar(Int.self)
        }
        #expect(try await task.value == 1)
        let connection = try memory()
        let value = try await connection.interrupter.stoppingOnCancellation {
            try connection.query("SELECT 2").scalar(Int.self)
        }
        #expect(value == 2)
    }

    @Test("why a file cannot be opened is told by a code of its own, and names no command")
    func openErrors() {
        let reasons: [(String, FdnixError.Code)] = [
            ("IO Error: Could not set lock on file: Conflicting lock is held in another process", .locked),
            ("Serialization Error: Failed to deserialize", .corrupt),
            ("IO Error: Trying to read a database file with version number 99", .incompatible),
            ("Out of Memory Error", .database),
        ]
        for (reason, code) in reasons {
            let error = Database.openError("/tmp/x.duckdb", .readWrite, reason)
            #expect(error.code == code)
            #expect(error.message.contains("/tmp/x.duckdb") && !error.message.contains("fdnix index"))
        }
        let missing = Database.openError("/tmp/no-such-fdnix.duckdb", .readOnly, "IO Error")
        #expect(missing.code == .notFound && !missing.message.contains("fdnix index"))
    }

    @Test("databases that cannot be opened say why and what to do")
    func opening() throws {
        try withTemporaryDirectory { directory in
            let missing = #expect(throws: FdnixError.self) { try Database(path: "\(directory)/none/x.duckdb") }
            #expect(missing?.message.contains("does not exist; create it first") == true)
            let absent = #expect(throws: FdnixError.self) {
                try Database(path: "\(directory)/absent.duckdb", access: .readOnly)
            }
            #expect(absent?.message.contains("no such file") == true)
            let bytes = Array("not a database, only a text of some length".utf8)
            try AtomicFile.write(bytes, to: "\(directory)/text.duckdb")
            let text = #expect(throws: FdnixError.self) { try Database(path: "\(directory)/text.duckdb") }
            #expect(text?.message.contains("not a valid DuckDB database file") == true)
        }
    }

    @Test("settings are applied, wrong ones refused")
    func settings() throws {
        let database = try Database(path: nil, configuration: .init(threads: 1, memoryLimit: "256MiB"))
        let connection = try database.connect()
        #expect(try connection.query("SELECT current_setting('threads')").scalar(Int.self) == 1)
        #expect(try connection.query("SELECT current_setting('max_memory')").scalar(String.self) == "256.0 MiB")
        #expect(throws: FdnixError.self) { try Database(path: nil, configuration: .init(memoryLimit: "much")) }
    }
}
