import Basics
import JSON
import Platform
import TestSupport
import Testing

@Suite("Asking a server instead of an index here", .enabled(if: programCanIndex))
struct RemoteTests {
    private let sample = SampleIndex.shared

    /// Runs `body` with the URL of a server on the sample.
    private func withServer(_ body: (String) throws -> Void) throws {
        let server = try Child(
            try #require(Program.path), ["serve", "--port", "0", "--index", sample.index],
            ["HOME": sample.directory], input: nil)
        let line = try #require(server.errorLine(containing: "listening on "))
        let start = try #require(line.firstRange(of: "http://")?.lowerBound)
        let url = line[start...].prefix { $0 != "\"" && !$0.isWhitespace }
        defer {
            server.signal(SIGTERM)
            _ = try? server.outcome()
        }
        try body(String(url))
    }

    @Test("gives the same results, for people and as JSON")
    func same() throws {
        try withServer { url in
            func packages(_ arguments: [String]) throws -> JSONValue? {
                try JSONValue.parse(sample.run(["search", "--json"] + arguments).output)["packages"]
            }
            for arguments in [
                ["text", "editor"], ["--limit", "3", "--category", "editors", "editor"],
                ["--fields", "version", "git"],
            ] {
                let here = try packages(arguments)
                #expect(here?.array?.isEmpty == false)
                #expect(try packages(["--remote", url] + arguments) == here)
            }
            let shown = try sample.run(["show", "--remote", url, "ripgrep"])
            #expect(shown.output == (try sample.run(["show", "ripgrep"]).output))
            let text = try sample.run(["search", "ripgrep"], ["FDNIX_REMOTE": url])
            #expect(text.lines.first?.hasPrefix("ripgrep  ") == true)
        }
    }

    @Test("failures are one clear line")
    func failures() throws {
        try withServer { url in
            let missing = try sample.run(["show", "--remote", url, "no-such-package"])
            #expect(missing.status == 1)
            #expect(missing.errorLines.count == 1)
            #expect(missing.errors.contains("404"))
            #expect(try sample.run(["search", "--remote", url, "zzzzqqqqxxxx", "--no-semantic"]).status == 1)
        }
        let nobody = try sample.run(["search", "--remote", "http://127.0.0.1:1", "x"])
        #expect(nobody.status == 1)
        #expect(nobody.errors.contains("is `fdnix serve` running there?"))
        #expect(try sample.run(["search", "--remote", "ftp://x", "x"]).status == 2)
    }
}
