import Basics
import TestSupport
import Testing

/// Whether this user may mount a file system of its own in a private name space.
private let canMount: Bool = {
    let script = "unshare -m sh -c 'mount -t tmpfs -o size=1m fdnix-test /tmp'"
    guard programCanIndex, (try? Program.shell(script))?.status == 0 else {
        Skips.note("the tests on a small disk", "mounting is not permitted here")
        return false
    }
    return true
}()

@Suite("Disks that refuse", .enabled(if: programCanIndex))
struct FullDiskTests {
    private let new = Corpus(count: 2000, generation: "new")

    /// The one line for people among the JSON lines.
    private func message(_ outcome: Outcome) -> String {
        let lines = outcome.errorLines.filter { !$0.hasPrefix("{") }
        #expect(lines.count == 1, "\(lines)")
        #expect(lines.first?.hasPrefix("fdnix: ") == true)
        return lines.first ?? ""
    }

    @Test(
        "an output that cannot be made is one line with the path, exit code 1",
        arguments: ["/proc/fdnix", "/dev/null"])
    func unwritable(output: String) throws {
        let outcome = try Program.run(["index", "--source", "sample", "--output", output], ["HOME": "/tmp"])
        #expect(outcome.status == 1)
        #expect(message(outcome).contains(output))
    }

    @Test("a file in the place of the output directory is one line with its path")
    func fileAsOutput() throws {
        let work = try Workspace()
        defer { work.remove() }
        try AtomicFile.write([], to: work.output)
        let outcome = try Program.run(
            ["index", "--source", "sample", "--output", work.output], ["HOME": work.directory])
        #expect(outcome.status == 1)
        #expect(message(outcome).contains(work.output))
    }

    // Files past a size limit fail to grow as on a full disk, at different steps for different limits (512-byte blocks).
    @Test(
        "a file that may not grow is one line, and the old artifacts are whole",
        arguments: [10, 300, 1200, 2500, 5000, 9000])
    func limitedFiles(blocks: Int) throws {
        let work = try Workspace()
        defer { work.remove() }
        try #require(try work.index(Corpus(count: 50, generation: "old")).status == 0)
        let before = try Workspace.artifacts.map(work.bytes)
        try AtomicFile.write(new.encoded, to: work.source)
        let outcome = try Program.shell(
            "trap '' XFSZ; ulimit -f \(blocks); exec \"$FDNIX\" index --packages '\(work.source)' --output '\(work.output)'",
            ["HOME": work.directory, "FDNIX_VSS_INDEX": "off"])
        #expect(outcome.status == 1)
        #expect(!message(outcome).isEmpty)
        // The index is the last to be replaced.
        #expect(try work.bytes("fdnix.idx") == before[3])
        #expect(try work.run(["show", "only-old"]).status == 0)
        // The cache may keep its log, which holds vectors.
        #expect(try work.leftovers.filter { $0 != "fdnix-vectors.duckdb.wal" } == [])
        #expect(try work.index(new).status == 0)
        #expect(try work.run(["show", "only-new"]).status == 0)
        #expect(try work.leftovers == [])
    }

    // Needs the right to mount, so that a full disk harms nobody else.
    @Test(
        "a full disk is one line that says so, and the old artifacts are whole", .enabled(if: canMount),
        arguments: [0, 64, 2000, 6000])
    func fullDisk(free: Int) throws {
        let work = try Workspace()
        defer { work.remove() }
        try AtomicFile.write(Corpus(count: 50, generation: "old").encoded, to: "\(work.directory)/old.json")
        try AtomicFile.write(new.encoded, to: "\(work.directory)/new.json")
        try FileSystem.createDirectories(work.output)
        let script = """
            mount -t tmpfs -o size=64m fdnix-test '\(work.output)' || exit 90
            "$FDNIX" index --packages '\(work.directory)/old.json' --output '\(work.output)' 2>/dev/null || exit 91
            free=$(df -k '\(work.output)' | awk 'END { print $4 }')
            head -c $(( (free - \(free)) * 1024 )) /dev/zero > '\(work.output)/fill'
            "$FDNIX" index --packages '\(work.directory)/new.json' --output '\(work.output)'
            echo "status=$?"
            ls '\(work.output)' | grep tmp
            "$FDNIX" verify && "$FDNIX" show only-old
            rm '\(work.output)/fill'
            "$FDNIX" index --packages '\(work.directory)/new.json' --output '\(work.output)' 2>/dev/null && "$FDNIX" show only-new
            """
        try AtomicFile.write(Array(script.utf8), to: "\(work.directory)/script")
        let outcome = try Program.shell(
            "unshare -m sh '\(work.directory)/script'",
            ["HOME": work.directory, "FDNIX_INDEX": work.index, "FDNIX_VSS_INDEX": "off"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("status=1"))
        #expect(!outcome.output.contains(".tmp-"))
        #expect(outcome.output.contains("only-old old") || outcome.output.contains("only-old"))
        #expect(outcome.output.contains("only-new"))
        #expect(message(outcome).contains("full") || message(outcome).contains("space"))
    }
}
