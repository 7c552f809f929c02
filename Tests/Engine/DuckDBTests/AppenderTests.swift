import Basics
import Testing

@testable import DuckDB

@Suite("Appender", .enabled(if: duckDBIsAvailable))
struct AppenderTests {
    @Test("rows over several chunks come back as written")
    func roundTrip() throws {
        let connection = try memory()
        try connection.execute(
            """
            CREATE TABLE t (id TEXT PRIMARY KEY, note TEXT, flag BOOLEAN, small INTEGER, big BIGINT, huge HUGEINT,
                single FLOAT, double DOUBLE, vector FLOAT[3], bytes TINYINT[2])
            """)
        let count = 5000
        let appender = try connection.appender("t")
        for i in 0..<count {
            try appender.append("id-\(i)")
            try appender.append(i % 3 == 0 ? nil : String(repeating: "ü", count: i % 20))
            try appender.append(i % 2 == 0)
            try appender.append(-i)
            try appender.append(i << 40)
            try appender.append(Int128(i) << 90)
            try appender.append(Float(i) / 2)
            try appender.append(Double(i) / 4)
            try [Float(i), 1, -1].withUnsafeBufferPointer { try appender.append($0) }
            try [Int8(i % 100), -5].withUnsafeBufferPointer { try appender.append($0) }
            try appender.endRow()
        }
        try appender.finish()
        #expect(appender.rowCount == count)

        var next = 0
        try connection.query("SELECT * FROM t ORDER BY big").forEach { row throws in
            let i = next
            next += 1
            #expect(try row.string(0) == "id-\(i)")
            #expect(try row.get(1, as: String.self) == (i % 3 == 0 ? nil : String(repeating: "ü", count: i % 20)))
            #expect(try row.bool(2) == (i % 2 == 0))
            #expect(try row.get(3, as: Int.self) == -i)
            #expect(try row.get(4, as: Int.self) == i << 40)
            #expect(try row.get(5, as: Int128.self) == Int128(i) << 90)
            #expect(try row.get(6, as: Float.self) == Float(i) / 2)
            #expect(try row.get(7, as: Double.self) == Double(i) / 4)
            #expect(try row.withFloats(8) { Array($0) } == [Float(i), 1, -1])
            #expect(try row.get(9, as: [Int8].self) == [Int8(i % 100), -5])
        }
        #expect(next == count)
    }

    @Test("values that do not fit are refused")
    func misuse() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER, v FLOAT[2])")
        let appender = try connection.appender("t")
        #expect(throws: FdnixError.self) { try appender.append(1) }
        try appender.append("a")
        #expect(throws: FdnixError.self) { try appender.append(Int.max) }
        try appender.appendNull()
        #expect(throws: FdnixError.self) { try appender.endRow() }
        #expect(throws: FdnixError.self) { try [Float(1)].withUnsafeBufferPointer { try appender.append($0) } }
        #expect(throws: FdnixError.self) { try [Int8(1), 2].withUnsafeBufferPointer { try appender.append($0) } }
        try appender.appendNull()
        #expect(throws: FdnixError.self) { try appender.append("one too many") }
        try appender.endRow()
        try appender.finish()
        #expect(try connection.query("SELECT count(*) FROM t WHERE n IS NULL AND v IS NULL").scalar(Int.self) == 1)
    }

    @Test("a broken constraint is reported when loading ends")
    func duplicates() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY)")
        let appender = try connection.appender("t")
        for _ in 0..<2 {
            try appender.append("same")
            try appender.endRow()
        }
        let error = #expect(throws: FdnixError.self) { try appender.finish() }
        #expect(error?.message.contains("PRIMARY KEY") == true)
        #expect(throws: FdnixError.self) { try connection.appender("nowhere") }
    }
}
