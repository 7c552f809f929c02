import Basics
import Foundation
import JSON
import TestSupport
import Testing

@Suite("Reading commands", .enabled(if: programCanIndex))
struct ReadingCommandTests {
    private let sample = SampleIndex.shared

    @Test("show prints one package, for people and as JSON")
    func show() throws {
        let text = try sample.run(["show", "ripgrep"])
        #expect(text.status == 0)
        #expect(text.output.hasPrefix("ripgrep "))
        #expect(text.output.contains("programs    rg"))
        #expect(text.output.contains("nix shell nixpkgs#ripgrep"))
        let json = try sample.json(["show", "--json", "ripgrep"])
        #expect(json["packageId"]?.string == "ripgrep")
        #expect(json["mainProgram"]?.string == "rg")
    }

    @Test("an unknown attribute is exit code 1 and a line with near ones")
    func unknown() throws {
        let outcome = try sample.run(["show", "ripgrpe"])
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("no package \"ripgrpe\"; did you mean ripgrep"))
    }

    @Test("print gives a line a package, and preview understands each")
    func print() throws {
        let outcome = try sample.run(["print"])
        #expect(outcome.status == 0)
        let packages = try sample.json(["stats", "--json"])["packages"]?.int
        #expect(packages == Int64(outcome.lines.count))
        let line = try #require(outcome.lines.first { $0.hasPrefix("ripgrep  ") })
        let preview = try sample.run(["preview", line])
        #expect(preview.status == 0)
        #expect(preview.output == (try sample.run(["show", "ripgrep"]).output))
        #expect(try sample.run(["preview", "ripgrep"]).output == preview.output)
    }

    @Test("a reader that goes away early is no error")
    func brokenPipe() throws {
        let outcome = try Program.shell(
            "{ \"$FDNIX\" print; echo status=$? >&2; } | head -n 1", ["FDNIX_INDEX": sample.index])
        #expect(outcome.lines.count == 1)
        #expect(outcome.errors == "status=0\n")
    }

    @Test("output that cannot be written is one line and exit code 1")
    func fullOutput() throws {
        guard FileSystem.exists("/dev/full") else { return }
        let outcome = try Program.shell("\"$FDNIX\" print > /dev/full", ["FDNIX_INDEX": sample.index])
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("cannot write to standard output"))
    }

    @Test("stats tell what is there and where it came from")
    func stats() throws {
        let json = try sample.json(["stats", "--json"])
        #expect(json["packages"]?.int ?? 0 > 400)
        #expect(json["embeddings"] == json["packages"])
        #expect(json["index"]?.string == sample.index)
        #expect(json["bytes"]?.int == FileSystem.size(of: sample.index).map { Int64($0) })
        #expect(json["sections"]?.object?.members.isEmpty == false)
        let text = try sample.run(["stats"])
        #expect(text.output.contains(json["run_id"]?.string ?? "?"))
    }

    @Test("verify finds a sound index sound")
    func verify() throws {
        let outcome = try sample.run(["verify"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("sound"))
    }

    @Test("evaluate measures by kind, as a table and as JSON")
    func evaluate() throws {
        let gold = try #require(Bundle.module.path(forResource: "gold", ofType: "jsonl", inDirectory: "Fixtures"))
        let table = try sample.run(["evaluate", "--gold", gold])
        #expect(table.status == 0)
        #expect(table.lines.map { $0.split(separator: " ").first } == ["kind", "all", "exact", "program", "task"])
        let json = try sample.json(["evaluate", "--json", "--gold", gold])
        #expect(json["kinds"]?["exact"]?["S@1"]?.double == 1)
        #expect(json["kinds"]?["task"]?["nDCG@10"]?.double == 0)
        #expect(json["kinds"]?["all"]?["n"]?.int == 4)
        let missing = try sample.run(["evaluate", "--gold", "/nonexistent/gold"])
        #expect(missing.status == 1)
        #expect(missing.errorLines.count == 1)
    }

    @Test("an index that is missing or damaged is one line that says what to do, exit code 1")
    func damage() throws {
        let work = try Workspace()
        defer { work.remove() }
        let good = try FileSystem.read(sample.index)
        let path = "\(work.directory)/damaged.idx"
        var flipped = good
        flipped[20] ^= 0xFF
        for bytes in [
            Array(good.prefix(0)), Array(good.prefix(40)), Array(good.prefix(good.count / 2)), flipped,
            Array("no index".utf8),
        ] {
            try AtomicFile.write(bytes, to: path)
            for command in [["search", "x"], ["show", "x"], ["print"], ["stats"], ["verify"]] {
                let outcome = try sample.run(command + ["--index", path])
                #expect(outcome.status == 1)
                #expect(outcome.errorLines.count == 1)
                #expect(outcome.errors.contains(path))
                #expect(outcome.output.isEmpty)
            }
        }
        let missing = try sample.run(["search", "x", "--index", "/nonexistent/i.idx"])
        #expect(missing.status == 1)
        #expect(missing.errorLines.count == 1)
        #expect(missing.errors.contains("fdnix index"))
    }

    @Test("verify notices a flipped bit in the middle; searching it does not crash")
    func flippedBit() throws {
        let work = try Workspace()
        defer { work.remove() }
        let path = "\(work.directory)/damaged.idx"
        var bytes = try FileSystem.read(sample.index)
        var noticed = 0
        for share in [0.2, 0.4, 0.6, 0.8] {
            let position = Int(Double(bytes.count) * share)
            bytes[position] ^= 0x10
            try AtomicFile.write(bytes, to: path)
            let verified = try sample.run(["verify", "--index", path])
            if verified.status == 1 {
                noticed += 1
                #expect(verified.errorLines.count == 1)
            }
            #expect([0, 1].contains(try sample.run(["search", "editor", "--index", path]).status))
            bytes[position] ^= 0x10
        }
        // A bit of the padding between sections may be nobody's.
        #expect(noticed >= 3)
    }

    @Test("colours are for terminals without NO_COLOR")
    func colours() throws {
        func terminal(_ variables: [String: String]) throws -> Outcome {
            try Program.shell(
                "script -qec '\"$FDNIX\" search ripgrep' /dev/null",
                variables.merging(["FDNIX_INDEX": sample.index, "TERM": "xterm"]) { $1 })
        }
        guard try Program.shell("script --version").status == 0 else {
            Skips.note("the program on a terminal", "script(1) of util-linux is not installed")
            return
        }
        #expect(try terminal([:]).output.contains("\u{1B}[1;36mripgrep"))
        #expect(try terminal(["NO_COLOR": ""]).output.contains("\u{1B}["))
        let plain = try terminal(["NO_COLOR": "1"])
        #expect(plain.output.contains("ripgrep"))
        #expect(!plain.output.contains("\u{1B}["))
    }
}
