import Basics
import JSON
import TestSupport
import Testing

@Suite("embed-documents on one machine", .enabled(if: Program.path != nil))
struct RunTests {
    private static let variables = [
        "EMBEDDINGS_SAGEMAKER_MODELS":
            #"[{"provider":"local","modelId":"local-hash-v1","modelRefKey":"hash","dimensions":64}]"#
    ]

    /// Runs the program with its data in `folder`.
    private func run(
        _ words: [String], in folder: String, _ more: [String: String] = [:]
    ) async throws -> Outcome {
        try await Program.run(words + ["--data-dir", "\(folder)/data"], Self.variables.merging(more) { $1 })
    }

    private func write(_ text: String, to path: String) throws {
        try FileSystem.createDirectories(FileSystem.directory(of: path))
        try AtomicFile.write(Array(text.utf8), to: path)
    }

    private func sources(in folder: String) async throws -> Set<String> {
        let outcome = try await run(
            ["search", "--query", "lease", "--limit", "100", "--threshold=-1", "--json"], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let documents = try #require(try outcome.objects().first?["data"]?["documents"]?.array)
        return Set(documents.compactMap { $0["metadata"]?["source"]?.string })
    }

    @Test("Two folders keep their documents: one name is one folder's")
    func twoFolders() async throws {
        try await withTemporaryDirectory { folder in
            try write("The lease of the office.", to: "\(folder)/one/a.txt")
            try write("The lease of the garage.", to: "\(folder)/two/b.txt")
            #expect(try await run(["run", "--input", "\(folder)/one"], in: folder).status == 0)
            let refused = try await run(["run", "--input", "\(folder)/two"], in: folder)
            #expect(refused.status == 2)
            #expect(refused.errorLines.count == 1 && refused.errors.contains("--bucket"), "\(refused.errors)")
            #expect(try await sources(in: folder) == ["s3://input/a.txt"])
            #expect(try await run(["run", "--input", "\(folder)/two", "--bucket", "garage"], in: folder).status == 0)
            #expect(try await sources(in: folder) == ["s3://garage/b.txt", "s3://input/a.txt"])
            // By another way to the same folder.
            let again = try await run(["run", "--input", "\(folder)/two/../one"], in: folder)
            #expect(again.status == 0, "\(again.errors)")
            #expect(try await sources(in: folder).count == 2)
        }
    }

    @Test("A run of one folder finds what waits of another where that is")
    func waiting() async throws {
        try await withTemporaryDirectory { folder in
            try write("The lease of the office.", to: "\(folder)/one/a.txt")
            try write("The lease of the garage.", to: "\(folder)/two/b.txt")
            #expect(try await run(["run", "--input", "\(folder)/one"], in: folder).status == 0)
            let other = ["run", "--input", "\(folder)/two", "--bucket", "garage", "--purge"]
            let outcome = try await run(other, in: folder)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(try await sources(in: folder) == ["s3://garage/b.txt", "s3://input/a.txt"])
        }
    }

    @Test("What is wrong in the files of AWS troubles nobody who works without it")
    func brokenConfiguration() async throws {
        try await withTemporaryDirectory { folder in
            try write("The lease of the office.", to: "\(folder)/one/a.txt")
            let broken = ["AWS_CONFIG_FILE": "\(folder)/one", "AWS_MAX_ATTEMPTS": "many"]
            for words in [["run", "--input", "\(folder)/one"], ["search", "--query", "lease"], ["audit"]] {
                let outcome = try await run(words, in: folder, broken)
                #expect(outcome.status == 0, "\(words[0]): \(outcome.errors)")
            }
        }
    }

    @Test("Every command of one machine takes --data-dir")
    func dataFolder() async throws {
        try await withTemporaryDirectory { folder in
            for words in [["migrate"], ["retry"], ["audit"], ["mcp"]] {
                let outcome = try await run(words, in: folder)
                #expect(outcome.status == 0, "\(words[0]): \(outcome.errors)")
            }
            #expect(FileSystem.exists("\(folder)/data/vectors.sqlite"))
            #expect(try await run(["serve", "--help"], in: folder).output.contains("--data-dir"))
        }
    }
}
