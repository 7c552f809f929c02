import Basics
import JSON
import Platform
import TestSupport
import Testing

@Suite("Interrupted runs", .enabled(if: programCanIndex))
struct InterruptionTests {
    private static let old = Corpus(count: 1500, generation: "old")
    private static let new = Corpus(count: 1500, generation: "new")

    /// The lines of a run, in order, at which it is ended.
    private static let moments = [
        "=== METADATA GENERATION PHASE ===", "Writing packages", "Writing packages: done",
        "=== EMBEDDING GENERATION PHASE ===",
        "\"Embedding\"", "Embedding: done", "Writing vectors", "=== MINIFIED DATABASE GENERATION PHASE ===",
        "\"Building the search index\"", "Building the search index: done", "Building DuckDB's full-text index",
    ]

    /// Every reading command answers from one generation, whole.
    private func check(_ work: Workspace, answers generation: String) throws {
        #expect(try work.run(["verify"]).status == 0)
        #expect(try work.run(["show", "only-\(generation)"]).status == 0)
        let json = try JSONValue.parse(work.run(["search", "--json", "--limit", "50", "tool"]).output)
        let versions = json["packages"]?.array?.compactMap { $0["version"]?.string } ?? []
        #expect(versions.count == 50)
        #expect(Set(versions) == [generation])
    }

    /// The generation of a database, read through a run of the last phase on a copy of it.
    private func generation(of work: Workspace) throws -> String? {
        let copy = try Workspace()
        defer { copy.remove() }
        try FileSystem.createDirectories(copy.output)
        try FileSystem.copy("\(work.output)/fdnix-data.duckdb", to: "\(copy.output)/fdnix-data.duckdb")
        try #require(try copy.index(nil, ["PROCESSING_MODE": "minified"]).status == 0)
        for generation in ["old", "new"] where try copy.run(["show", "only-\(generation)"]).status == 0 {
            return generation
        }
        return nil
    }

    @Test("killed at any moment, the old artifacts stand and the next run finishes", arguments: moments)
    func killed(moment: String) throws {
        let work = try Workspace()
        defer { work.remove() }
        try #require(try work.index(Self.old).status == 0)
        let index = try work.bytes("fdnix.idx")
        let minified = try work.bytes("fdnix.duckdb")

        let child = try work.start(Self.new)
        #expect(child.wait(for: moment))
        child.signal(SIGKILL)
        let ended = try child.outcome()
        // On a fast machine the run may be over before the signal: then all must be new.
        if ended.status == 0 {
            try check(work, answers: "new")
        } else {
            #expect(ended.status == 128 + SIGKILL)
            let isOld = try work.bytes("fdnix.idx") == index
            try check(work, answers: isOld ? "old" : "new")
            // The database goes first, the index last: never a new index beside an old database.
            if try work.bytes("fdnix.duckdb") == minified { #expect(isOld) }
            #expect(try generation(of: work) != nil)
        }

        let again = try work.index(Self.new)
        #expect(again.status == 0)
        try check(work, answers: "new")
        #expect(try work.run(["show", "only-old"]).status == 1)
        #expect(try work.leftovers == [])
    }

    @Test(
        "SIGTERM and SIGINT end a run soon, with their own exit codes and whole artifacts",
        arguments: [
            (SIGTERM, 143, "\"Embedding\""), (SIGINT, 130, "\"Embedding\""), (SIGTERM, 143, "Writing packages"),
            (SIGINT, 130, "=== METADATA GENERATION PHASE ==="), (SIGTERM, 143, "Writing vectors"),
        ] as [(Int32, Int32, String)])
    func signalled(number: Int32, status: Int32, moment: String) throws {
        let work = try Workspace()
        defer { work.remove() }
        try #require(try work.index(Self.old).status == 0)
        let child = try work.start(Self.new)
        #expect(child.wait(for: moment))
        child.signal(number)
        let ended = try child.outcome()
        #expect(ended.status == status)
        #expect(ended.errorLines.last?.hasPrefix("fdnix: interrupted") == true)
        try check(work, answers: "old")
        #expect(try work.leftovers == [])
        #expect(try work.index(Self.new).status == 0)
        try check(work, answers: "new")
    }

    @Test("a signal ends a run that waits for its input")
    func waitingForInput() throws {
        let work = try Workspace()
        defer { work.remove() }
        let fifo = "\(work.directory)/fifo"
        try #require(mkfifo(fifo, 0o600) == 0)
        // Somebody holds the other end open and says nothing.
        let writer = open(fifo, O_RDWR | O_CLOEXEC)
        defer { close(writer) }
        let script = "exec \"$FDNIX\" index --packages - --output '\(work.output)' < '\(fifo)'"
        let child = try Child(
            "/bin/sh", ["-c", script], ["HOME": work.directory, "FDNIX": try #require(Program.path)], input: nil)
        #expect(child.wait(for: "reading"))
        child.signal(SIGTERM)
        #expect(try child.outcome().status == 143)
    }

    @Test("two runs at once: the second is refused in one line, the first finishes")
    func twice() throws {
        let work = try Workspace()
        defer { work.remove() }
        let first = try work.start(Self.old)
        #expect(first.wait(for: "Writing packages"))
        let second = try work.index()
        #expect(second.status == 1)
        #expect(second.errorLines.count == 1)
        #expect(second.errors.contains("another fdnix index"))
        #expect(try first.outcome().status == 0)
        try check(work, answers: "old")
    }

    @Test("a reader that began before a run ends keeps its answers")
    func readersDuringRuns() throws {
        let work = try Workspace()
        defer { work.remove() }
        try #require(try work.index(Self.old).status == 0)
        let child = try work.start(Self.new)
        #expect(child.wait(for: "Writing packages"))
        try check(work, answers: "old")
        #expect(try child.outcome().status == 0)
        try check(work, answers: "new")
    }
}
