import Basics
import Platform
import Testing

@testable import Nixpkgs

@Suite struct SourceTests {
    @Test("Sources are named as the contract names them")
    func names() throws {
        #expect(try SourceChoice("auto") == .automatic)
        #expect(try SourceChoice("nix-env") == .nixEnv)
        #expect(try SourceChoice("stdin") == .standardInput)
        #expect(try SourceChoice("packages-json:/a:b") == .document("/a:b"))
        #expect(try SourceChoice("nix-eval-jobs:x.br") == .nixEvalJobs("x.br"))
        for text in ["nonsense", "packages-json:", "NIX-ENV"] {
            let error = #expect(throws: FdnixError.self) { try SourceChoice(text) }
            #expect(error?.code == .usage)
        }
        #expect(throws: FdnixError.self) { try SourceChoice.document(nil).source(SourceOptions()) }
        #expect(throws: FdnixError.self) { try SourceChoice.document("s3://b/k").source(SourceOptions()) }
        var options = SourceOptions()
        options.packages = "-"
        #expect(try SourceChoice.automatic.source(options) is StandardInputSource)
        options.packages = "https://example.org/p.json"
        #expect(try SourceChoice.automatic.source(options) is URLSource)
        options.channel = "../x"
        #expect(throws: FdnixError.self) { try SourceChoice.channel.source(options) }
    }

    @Test("A file tells its revision by the file beside it, unless the caller knows better")
    func revision() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/packages.json"
            try AtomicFile.write(Array("{}".utf8), to: path)
            #expect(try await FileSource(path: path).packages().revision == nil)
            try AtomicFile.write(Array("0123456789abcdef\n".utf8), to: "\(folder)/git-revision")
            #expect(try await FileSource(path: path).packages().revision == "0123456789abcdef")
            #expect(try await FileSource(path: path, revision: "mine").packages().revision == "mine")
            #expect(try await FileSource(path: path).packages().source == "packages-json:\(path)")
            #expect(Revision.parse(Array("<html>".utf8)) == nil)
        }
    }

    @Test("A missing file, a folder and a document that is none are clear errors")
    func errors() async throws {
        let missing = await #expect(throws: FdnixError.self) { try await FileSource(path: "/no/such").packages() }
        #expect(missing?.code == .notFound)
        await #expect(throws: FdnixError.self) { try await FileSource(path: "/").packages() }
        let broken = await #expect(throws: FdnixError.self) {
            try await FileSource(path: try fixture("stubs.nix")).packages()
        }
        #expect(broken?.message.contains("stubs.nix") == true && broken?.message.contains("byte 0") == true)
        #expect(broken?.message.contains("\n") == false)
    }

    @Test("Standard input is read as it comes, and waiting for it can be cancelled")
    func pipe() async throws {
        let bytes = try fixtureBytes("channel.json.gz")
        var ends: [Int32] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        defer { close(ends[0]) }
        let reading = ends[0]
        async let result = StandardInputSource(descriptor: reading).packages()
        for byte in bytes {
            _ = withUnsafeBytes(of: byte) { write(ends[1], $0.baseAddress, 1) }
            if byte % 16 == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        close(ends[1])
        #expect(try await result.packages.count == 3)

        var silent: [Int32] = [0, 0]
        #expect(Glibc.pipe(&silent) == 0)
        let waiting = silent[0]
        let task = Task { try await StandardInputSource(descriptor: waiting).packages() }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        close(silent[0])
        close(silent[1])
    }

    @Test("Lines of nix-eval-jobs, plain and packed", arguments: ["jobs.jsonl", "jobs.jsonl.br"])
    func evalJobs(_ name: String) async throws {
        let result = try await NixEvalJobsSource(path: try fixture(name)).packages()
        #expect(result.packages.map(\.id) == ["apple-tool", #"rubyPackages."http_parser.rb""#, "pear"])
        #expect(result.packages[1].version == "0.8")
        #expect(result.packages[0].outputs == ["out"])
        #expect(result.channel == "nixos-example")
    }

    @Test("Up to one in twenty lines may be an evaluation error; a cut line may not be")
    func evalErrors() async throws {
        try await withTemporaryFolder { folder in
            func read(good: Int, bad: Int, tail: String = "") async throws -> Extraction {
                let lines =
                    (0..<good).map { #"{"attr":"a\#($0)","name":"a-\#($0)"}"# }
                    + (0..<bad).map { #"{"attr":"e\#($0)","error":"it\nfailed"}"# }
                try AtomicFile.write(Array((lines.joined(separator: "\n") + tail).utf8), to: "\(folder)/j")
                return try await NixEvalJobsSource(path: "\(folder)/j").packages()
            }
            let result = try await read(good: 19, bad: 1)
            #expect(result.packages.count == 19)
            #expect(result.skipped == [SkippedRecord(attribute: "e0", reason: "evaluation error: it failed")])
            await #expect(throws: FdnixError.self) { try await read(good: 18, bad: 1) }
            let cut = await #expect(throws: FdnixError.self) {
                try await read(good: 1, bad: 0, tail: "\n{\"attr\":\"x\"")
            }
            #expect(cut?.message.contains("unfinished") == true)
        }
    }
}
