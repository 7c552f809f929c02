import Basics
import Catalog
import DuckDB
import JSON
import PackageSearch
import SearchEngine
import Testing

@testable import Indexer

@Suite("What stops a run", .enabled(if: duckDBIsAvailable))
struct GateTests {
    /// A run that fails must leave these as they are.
    private func bytes(_ work: Workspace) throws -> [[UInt8]] {
        try [work.full, work.minified, work.index].map(FileSystem.read)
    }

    @Test("a source that shrank too much replaces nothing; the tolerated share is a setting")
    func shrink() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(40))
        let before = try bytes(work)
        let error = try await work.failure(.sample(31))
        #expect(error.code == .gate)
        #expect(error.message.contains("31 packages where the last run had 40"))
        #expect(error.message.contains("FDNIX_MAX_SHRINK"))
        #expect(try bytes(work) == before)
        #expect(try work.leftovers == [])
        // Exactly the tolerated share, and a stated larger one.
        #expect(try await work.run(.sample(32)).packages == 32)
        #expect(try await work.run(.sample(10), ["FDNIX_MAX_SHRINK": "0.9"]).packages == 10)
        #expect(try await work.run(.sample(40)).packages == 40)
    }

    @Test("a damaged database does not switch the gate off: the manifest, or the index, tells the number")
    func shrinkBesideDamage() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(40))
        try AtomicFile.write(Array("not a database any more, only a text of some length".utf8), to: work.full)
        #expect(try await work.failure(.sample(31)).code == .gate)
        try FileSystem.remove("\(work.output)/manifest.json")
        #expect(try await work.failure(.sample(31)).message.contains("the last run had 40"))
        // With nothing to compare with, the run makes all anew.
        try FileSystem.remove(work.index)
        #expect(try await work.run(.sample(31)).packages == 31)
    }

    @Test("a database that cannot be opened for another reason stops the run; a missing one is no loss")
    func unreadable() throws {
        let work = try Workspace()
        defer { work.remove() }
        try FileSystem.createDirectories(work.output)
        let configuration = try work.configuration(.sample(5))
        var gate = ShrinkGate(configuration: configuration)
        gate.count = { _ in
            Issue.record("there is nothing to count"); return 0
        }
        #expect(try gate.previousCount() == nil)
        try AtomicFile.write([], to: work.full)
        for code in [FdnixError.Code.locked, .io, .notFound] {
            gate.count = { throw FdnixError(code, "cannot open the database \($0)") }
            let error = #expect(throws: FdnixError.self) { try gate.check(5) }
            #expect(error?.code == code)
        }
        for code in [FdnixError.Code.corrupt, .incompatible, .database] {
            gate.count = { throw FdnixError(code, "cannot read the database \($0)") }
            #expect(try gate.previousCount() == nil)
        }
    }

    @Test("a run that fails reports what it knows by then")
    func report() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(40))
        let shrunk = try #require(try await work.outcome(.sample(31)).report)
        #expect(shrunk.packages == 31 && shrunk.embeddings == 0)

        var packages = Packages((0..<9).map { "package-\($0)" })
        packages["nameless"] = [:]
        packages.set("nameless", "pname", "\u{1F980}")
        let variables = ["FDNIX_MIN_COVERAGE": "0.95", "FDNIX_MAX_SHRINK": "1"]
        let (error, uncovered) = try await work.outcome(packages, variables)
        #expect(error.code == .coverage)
        let line = try JSONValue.parse(try #require(uncovered).lastLine(exitCode: 3))
        #expect(line["packages"]?.int == 10 && line["embeddings"]?.int == 9)
        #expect(line["coverage"]?.double == 0.9)
        #expect(line["texts_requested"]?.int == 10 && line["texts_failed"]?.int == 1)
    }

    @Test("an empty source replaces nothing")
    func empty() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(5))
        let before = try bytes(work)
        let error = try await work.failure(Packages())
        #expect(error.message.contains("no packages"))
        #expect(try bytes(work) == before)
    }

    @Test("too few vectors stop the run before the vectors are taken over; the cache is kept")
    func coverage() async throws {
        let work = try Workspace()
        defer { work.remove() }
        var packages = Packages((0..<9).map { "package-\($0)" })
        // Nothing in this name is a word of the model.
        packages["nameless"] = [:]
        packages.set("nameless", "pname", "\u{1F980}")
        let error = try await work.failure(packages, ["FDNIX_MIN_COVERAGE": "0.95"])
        #expect(error.code == .coverage)
        #expect(error.message.contains("9 of 10"))
        #expect(try work.table(work.full, "embeddings").isEmpty)
        #expect(!FileSystem.exists(work.index))
        #expect(try work.leftovers == [])
        let report = try await work.run(packages, ["FDNIX_MIN_COVERAGE": "0.9"])
        #expect(report.embeddings == 9)
        #expect(report.textsCached == 9)
        #expect(report.textsFailed == 1)
        #expect(try work.searcher().index.vectorCount == 9)
        #expect(try work.rows(work.full, "SELECT package_id FROM packages WHERE NOT hasEmbedding") == ["nameless"])
    }

    @Test("a wrong dimension and a missing model are told before anything is replaced")
    func model() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let dimension = try await work.failure(.sample(5), ["BEDROCK_OUTPUT_DIMENSIONS": "512"])
        #expect(dimension.code == .incompatible)
        #expect(dimension.message.contains("512") && dimension.message.contains("256"))
        let missing = try await work.failure(.sample(5), ["FDNIX_MODEL": "/nonexistent/model"])
        #expect(missing.code == .notFound)
        #expect(missing.message.contains("/nonexistent/model"))
        #expect(!FileSystem.exists(work.full))
        #expect(try work.leftovers == [])
        #expect(try await work.run(.sample(5), ["BEDROCK_OUTPUT_DIMENSIONS": "256"]).dimension == 256)
    }

    @Test("a phase without its input names the phase to run", arguments: ["embedding", "minified"])
    func missingInput(mode: String) async throws {
        let work = try Workspace()
        defer { work.remove() }
        let error = try await work.failure(.sample(5), ["PROCESSING_MODE": mode])
        #expect(error.code == .notFound)
        #expect(error.message.contains("run the metadata phase first"))
    }

    @Test("a source that is not there, or no packages.json, is one line and replaces nothing")
    func badSources() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(5))
        let before = try bytes(work)
        let bad = "\(work.directory)/bad.json"
        for text in [
            "", "{", "[]", "{\"version\":3,\"packages\":{}}", "not json", "{\"version\":2,\"packages\":{\"a\":{",
        ] {
            try AtomicFile.write(Array(text.utf8), to: bad)
            let error = try await work.failure(nil, ["FDNIX_SOURCE": "packages-json:\(bad)"])
            #expect(error.code != .usage)
        }
        #expect(try await work.failure(nil, ["FDNIX_SOURCE": "packages-json:/nonexistent/x.json"]).code == .notFound)
        #expect(try bytes(work) == before)
    }

    @Test("a second run on the same directory is refused while the first is at work")
    func lock() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try FileSystem.createDirectories(work.output)
        let lock = try FileLock(path: "\(work.output)/.fdnix.lock", busy: "")
        let error = try await work.failure(.sample(5))
        #expect(error.message.contains("another fdnix index"))
        withExtendedLifetime(lock) {}
    }

    @Test("an output that is a file is refused with its name")
    func outputIsFile() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try AtomicFile.write([], to: work.output)
        let error = try await work.failure(.sample(5))
        #expect(error.message.contains(work.output))
    }

    @Test("a cancelled run stops and replaces nothing")
    func cancelled() async throws {
        let work = try Workspace()
        defer { work.remove() }
        try await work.run(.sample(5))
        let before = try bytes(work)
        let configuration = try work.configuration(.sample(40))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await IndexingRun(configuration, progress: SilentProgress()).perform()
        }
        task.cancel()
        let failure = await #expect(throws: IndexingFailure.self) { try await task.value }
        #expect(failure?.cause is CancellationError)
        #expect(try bytes(work) == before)
        #expect(try work.leftovers == [])
    }
}
