import Basics
import PackageSearch
import SQLite
import TestSupport
import Testing

@testable import Indexer

/// Whether SQLite is installed; says once why not.
private let sqliteIsAvailable: Bool = {
    do {
        _ = try SQLite.Library.load()
        return true
    } catch {
        Skips.note("a channel's programs.sqlite", "\(error)")
        return false
    }
}()

@Suite("A channel's programs.sqlite", .enabled(if: sqliteIsAvailable))
struct ProgramsDatabaseTests {
    /// Makes a database by these statements.
    private func make(_ path: String, _ statements: [String]) throws {
        let connection = try SQLite.Connection(path)
        for text in statements { try connection.execute(text) }
    }

    private let table =
        "CREATE TABLE Programs (name text NOT NULL, system text NOT NULL, package text NOT NULL, PRIMARY KEY (name, system, package))"

    @Test("programs are read once, whatever the systems; wrapped originals are left out")
    func reading() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/programs.sqlite"
            try make(
                path,
                [
                    table,
                    """
                    INSERT INTO Programs VALUES ('convert','x86_64-linux','imagemagick'),
                    ('convert','aarch64-linux','imagemagick'), ('mogrify','x86_64-linux','imagemagick'),
                    ('.convert-wrapped','x86_64-linux','imagemagick'), ('a b','x86_64-linux','imagemagick'),
                    ('rg','x86_64-linux','ripgrep')
                    """,
                ])
            let programs = try ProgramsDatabase(path: path).programs
            #expect(programs == ["imagemagick": ["convert", "mogrify"], "ripgrep": ["rg"]])
        }
    }

    @Test("another file is one clear error")
    func mistakes() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/programs.sqlite"
            #expect(throws: FdnixError.self) { try ProgramsDatabase(path: path) }
            try AtomicFile.write(Array("not a database at all, only text".utf8), to: path)
            var error = #expect(throws: FdnixError.self) { try ProgramsDatabase(path: path) }
            #expect(error?.code == .malformedInput)
            #expect(error?.message.contains(path) == true)
            try FileSystem.remove(path)
            try make(path, ["CREATE TABLE Other (a text)"])
            error = #expect(throws: FdnixError.self) { try ProgramsDatabase(path: path) }
            #expect(error?.message.contains("no such table") == true)
        }
    }

    @Test("an index made with it finds packages by every program", .enabled(if: duckDBIsAvailable))
    func index() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let path = "\(work.directory)/programs.sqlite"
        try make(path, [table, "INSERT INTO Programs VALUES ('zzmogrify','x86_64-linux','imagemagick')"])
        try await work.run(Packages(["imagemagick", "other"]), ["FDNIX_PROGRAMS": path])
        let hits = try work.searcher().search(.init("zzmogrify")).hits
        #expect(hits.first?[.attributePath] == "imagemagick")
        #expect(hits.first?.programs.contains("zzmogrify") == true)
        let error = try await work.failure(Packages(["a"]), ["FDNIX_PROGRAMS": "/nowhere.sqlite"])
        #expect(error.code == .usage)
    }
}
