import Basics
import TestSupport
import Testing

@Suite("What is written to a terminal", .enabled(if: programCanIndex))
struct DumbTerminalTests {
    /// What commands write to a terminal of this type, on which `script` runs them.
    private func written(_ command: String, term: String) throws -> String? {
        guard try Program.shell("command -v script").status == 0 else {
            Skips.note("what is written to a terminal", "script is not installed (apt-get install bsdutils)")
            return nil
        }
        let variables = ["TERM": term, "NO_COLOR": "", "FDNIX_INDEX": SampleIndex.shared.index]
        return try Program.shell("script -qec '\(command)' /dev/null </dev/null", variables).output
    }

    @Test("no escape sequence where the terminal is dumb, colours where it has them")
    func escapes() throws {
        let directory = "/tmp/fdnix-dumb-\(UInt64.random(in: 0 ... .max))"
        defer { removeTree(directory) }
        for command in [
            "$FDNIX search --limit 1 ripgrep", "$FDNIX show ripgrep",
            "$FDNIX index --source sample --output \(directory)",
        ] {
            guard let plain = try written(command, term: "dumb"), let coloured = try written(command, term: "xterm")
            else {
                return
            }
            #expect(!plain.isEmpty && !plain.contains("\u{1B}"), "\(command)")
            #expect(coloured.contains("\u{1B}"), "\(command)")
        }
    }
}
