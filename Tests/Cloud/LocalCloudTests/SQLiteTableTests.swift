import Basics
import LocalCloud
import SQLite
import TableConformance
import Tables
import TestSupport
import Testing

@Suite("A table in a file of SQLite", .enabled(if: sqliteIsAvailable), .timeLimit(.minutes(15)))
struct SQLiteTableTests {
    @Test("does what every table does", arguments: TableCheck.all)
    func conforms(check: TableCheck) async throws {
        try await withDatabase { try await check.run($0.table("t", TableCheck.schema)) }
    }

    @Test("one file has many tables, which know nothing of one another")
    func manyTables() async throws {
        try await withDatabase { database in
            let (first, second) = (
                database.table("first", TableSchema("id")), database.table("second", TableSchema("id"))
            )
            try await first.put(["id": "a", "v": .int(1)])
            #expect(try await second.get(ItemKey("a")) == nil)
            #expect(try await second.changes(after: nil, limit: 10).changes.isEmpty)
            try await second.put(["id": "a", "v": .int(2)])
            #expect(try await first.get(ItemKey("a"))?["v"]?.int == 1)
            var seen: [Item] = []
            for try await item in second.items() { seen.append(item) }
            #expect(seen == [["id": "a", "v": .int(2)]])
        }
    }

    @Test("keys that are numbers or bytes are in their order")
    func keys() async throws {
        try await withDatabase { database in
            let numbers = database.table("numbers", TableSchema("id", KeyAttribute("n", .number)))
            let texts = ["-100", "-2.5", "0", "3", "20", "1e30"]
            try await numbers.write(texts.shuffled().map { .put(["id": "a", "n": .number($0)]) })
            var found: [String] = []
            for try await item in numbers.items(ItemQuery("a", .greater(.number("-3")))) {
                if case .number(let digits)? = item["n"] { found.append(digits) }
            }
            #expect(found == ["-2.5", "0", "3", "20", "1\(String(repeating: "0", count: 30))"])
            let blobs = database.table("blobs", TableSchema(KeyAttribute("id", .binary)))
            try await blobs.put(["id": .binary([0, 255])])
            #expect(try await blobs.get(ItemKey(.binary([0, 255]))) != nil)
            #expect(try await blobs.get(ItemKey(.binary([0]))) == nil)
        }
    }

    @Test("what was written is there when the file is opened again")
    func reopening() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            try await LocalDatabase.open(path).table("t", TableSchema("id")).put(["id": "a"])
            let table = try await LocalDatabase.open(path).table("t", TableSchema("id"))
            #expect(try await table.get(ItemKey("a")) == ["id": "a"])
            #expect(try await table.changes(after: nil, limit: 5).changes.map(\.kind) == [.insert])
        }
    }

    @Test("old changes go after a week, and a cursor before them is told so")
    func forgetting() async throws {
        let clock = StillClock()
        try await withDatabase(time: clock.source) { database in
            let table = database.table("t", TableSchema("id"))
            for number in 0..<41 {
                if number == 20 { clock.advance(.seconds(8 * 86_400)) }
                try await table.write((0..<50).map { .put(["id": .string("\(number)-\($0)")]) })
            }
            let error = await #expect(throws: FdnixError.self) { try await table.changes(after: "7", limit: 1) }
            #expect(error?.code == .notFound)
            #expect(try await table.changes(after: nil, limit: 3000).changes.count == 1050)
        }
    }

    @Test("changes that wait to be handed on are kept, however old, and go after a week once they were")
    func keeping() async throws {
        let clock = StillClock()
        try await withDatabase(time: clock.source) { database in
            let table = database.table("t", TableSchema("id"), changes: .untilForgotten)
            for number in 0..<41 {
                if number == 20 { clock.advance(.seconds(8 * 86_400)) }
                try await table.write((0..<50).map { .put(["id": .string("\(number)-\($0)")]) })
            }
            #expect(try await table.changes(after: nil, limit: 3000).changes.count == 2050)
            try await table.forgetChanges(upTo: "600")
            #expect(try await table.changes(after: nil, limit: 3000).changes.count == 1450)
            // Of the others a thousand are not a week old.
            try await table.forgetChanges(upTo: "2000")
            #expect(try await table.changes(after: nil, limit: 3000).changes.count == 1050)
            let error = await #expect(throws: FdnixError.self) { try await table.changes(after: "7", limit: 1) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("a file that is not a database, or of a newer version, is one clear error")
    func foreignFiles() async throws {
        try await withTemporaryDirectory { directory in
            try AtomicFile.write(Array(repeating: 65, count: 5000), to: "\(directory)/text")
            var error = await #expect(throws: FdnixError.self) { try await LocalDatabase.open("\(directory)/text") }
            #expect(error?.code == .corrupt)
            try Connection("\(directory)/new").execute("PRAGMA user_version = 99; CREATE TABLE t (n)")
            error = await #expect(throws: FdnixError.self) { try await LocalDatabase.open("\(directory)/new") }
            #expect(error?.code == .incompatible && error?.message.contains("/new") == true)
        }
    }

    @Test("others can tell whether a holder is gone")
    func holders() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/tables.sqlite"
            let other = try await LocalDatabase.open(path)
            var gone = ""
            do {
                let database = try await LocalDatabase.open(path)
                gone = try await database.holder()
                #expect(try await !other.isGone(gone))
                #expect(try await database.holder() == gone)
                withExtendedLifetime(database) {}
            }
            // The thread that did its last work may let go of it a moment later.
            while try await !other.isGone(gone) { await Task.yield() }
            #expect(try await other.isGone("never-there"))
        }
    }

    @Test("many writes at once share the disk's time, and one that fails fails alone")
    func groups() async throws {
        try await withDatabase { database in
            let table = database.table("t", TableSchema("id"))
            let failures = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do {
                            let condition: ItemCondition? = number.isMultiple(of: 3) ? .exists("id") : nil
                            try await table.put(["id": .string("\(number)")], if: condition)
                            return 0
                        } catch let error as FdnixError where error.code == .conflict { return 1 }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(failures == 100)
            #expect(try await table.items().reduce(into: 0) { count, _ in count += 1 } == 200)
        }
    }
}
