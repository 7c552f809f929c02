import Basics
import JSON
import TestSupport
import Testing

@Suite("Indexing on the command line", .enabled(if: programCanIndex))
struct IndexCommandTests {
    @Test("the sample's last line is the contract's JSON object")
    func sample() throws {
        let lines = SampleIndex.shared.output.split(separator: "\n")
        #expect(lines.count == 1)
        let line = try JSONValue.parse(String(lines.last ?? ""))
        #expect(
            line.object?.keys == [
                "run_id", "mode", "exit_code", "packages", "embeddings", "coverage", "texts_requested", "texts_failed",
                "duration_s",
            ])
        #expect(line["exit_code"]?.int == 0)
        #expect(line["mode"]?.string == "both")
        #expect(line["packages"]?.int ?? 0 > 400)
        #expect(line["coverage"]?.double == 1)
    }

    @Test("without a terminal every line on standard error is a JSON object with the contract's banners")
    func logs() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(Corpus(count: 20, generation: "one"))
        #expect(outcome.status == 0)
        let lines = try outcome.errorLines.map { try JSONValue.parse($0) }
        for line in lines {
            for key in ["time", "logger", "level", "message"] { #expect(line[key]?.string?.isEmpty == false) }
        }
        let messages = lines.compactMap { $0["message"]?.string }
        for text in [
            "=== METADATA GENERATION PHASE ===", "=== EMBEDDING GENERATION PHASE ===",
            "=== MINIFIED DATABASE GENERATION PHASE ===",
            "Writing packages", "Embedding", "Building the search index",
        ] {
            #expect(messages.contains(text))
        }
        let skipped = try work.index(nil, ["ENABLE_EMBEDDINGS": "false"])
        #expect(skipped.errors.contains("=== EMBEDDING GENERATION SKIPPED (EMBEDDINGS DISABLED) ==="))
    }

    @Test("FDNIX_LOG_FORMAT=text gives the contract's text lines")
    func textLogs() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(Corpus(count: 3, generation: "one"), ["FDNIX_LOG_FORMAT": "text"])
        #expect(outcome.status == 0)
        let pattern = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 - fdnix\.[a-z-]+ - [A-Z]+ - .+/#
        for line in outcome.errorLines { #expect(try pattern.wholeMatch(in: line) != nil, "\(line)") }
    }

    @Test("--output wins over the paths that the environment names, each artifact's and the directory's")
    func outputWins() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(
            Corpus(count: 3, generation: "one"),
            [
                "OUTPUT_PATH": "\(work.directory)/data.duckdb", "FDNIX_OUTPUT_INDEX": "\(work.directory)/elsewhere.idx",
            ])
        #expect(outcome.status == 0)
        for name in Workspace.artifacts { #expect(try !FileSystem.read("\(work.output)/\(name)").isEmpty, "\(name)") }
        let beside = try FileSystem.entries(of: work.directory)
        #expect(!beside.contains("elsewhere.idx") && !beside.contains("data.duckdb"))
    }

    @Test("with a terminal it draws bars and ends with a summary")
    func terminal() throws {
        guard try Program.shell("script --version").status == 0 else {
            Skips.note("the program on a terminal", "script(1) of util-linux is not installed")
            return
        }
        let work = try Workspace()
        defer { work.remove() }
        try AtomicFile.write(Corpus(count: 200, generation: "one").encoded, to: work.source)
        let command = "\\\"$FDNIX\\\" index --packages '\(work.source)' --output '\(work.output)'"
        let outcome = try Program.shell(
            "script -qec \"\(command)\" /dev/null", ["HOME": work.directory, "FDNIX_VSS_INDEX": "off"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("[####################] 100% 201/201"))
        #expect(outcome.output.contains("201 packages from"))
        #expect(outcome.output.contains("\r"))
        #expect(!outcome.output.contains("{\"time\""))
    }

    @Test("all problems of a configuration come in one line, exit code 2, and nothing is made")
    func configuration() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(
            Corpus(count: 3, generation: "one"),
            ["PROCESSING_MODE": "everything", "VSS_HNSW_M": "1", "ENABLE_EMBEDDINGS": "perhaps"])
        #expect(outcome.status == 2)
        #expect(outcome.errorLines.count == 1)
        for text in ["PROCESSING_MODE", "metadata, embedding, minified, both", "VSS_HNSW_M", "ENABLE_EMBEDDINGS"] {
            #expect(outcome.errors.contains(text))
        }
        #expect(!FileSystem.exists(work.output))
    }

    @Test("the old key is a warning and nothing more")
    func oldKey() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(Corpus(count: 3, generation: "one"), ["DUCKDB_KEY": "old"])
        #expect(outcome.status == 0)
        let warning = try #require(outcome.errorLines.first { $0.contains("DUCKDB_DATA_KEY") })
        #expect(try JSONValue.parse(warning)["level"]?.string == "warning")
    }

    @Test("too few vectors is exit code 3")
    func coverage() throws {
        let work = try Workspace()
        defer { work.remove() }
        let packages = #"{"version":2,"packages":{"a":{"pname":"🦀"},"word":{"pname":"word"}}}"#
        try AtomicFile.write(Array(packages.utf8), to: work.source)
        let outcome = try work.index()
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("FDNIX_MIN_COVERAGE"))
        #expect(!FileSystem.exists(work.index))
    }

    @Test("a failed run ends with its JSON object too, and one line says why")
    func failure() throws {
        let work = try Workspace()
        defer { work.remove() }
        try AtomicFile.write(Array("{".utf8), to: work.source)
        let outcome = try work.index()
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.filter { $0.hasPrefix("fdnix: ") }.count == 1)
        for line in outcome.errorLines where !line.hasPrefix("fdnix: ") { _ = try JSONValue.parse(line) }
        #expect(try JSONValue.parse(outcome.lines.last ?? "")["exit_code"]?.int == 1)
    }

    @Test("packages come from standard input too")
    func standardInput() throws {
        let work = try Workspace()
        defer { work.remove() }
        let text = String(decoding: Corpus(count: 5, generation: "piped").encoded, as: UTF8.self)
        let outcome = try Program.run(
            ["index", "--packages", "-", "--output", work.output], ["HOME": work.directory, "FDNIX_VSS_INDEX": "off"],
            input: text)
        #expect(outcome.status == 0)
        #expect(try work.run(["show", "only-piped"]).status == 0)
    }
}
