import Basics
import JSON
import TestSupport
import Testing

@Suite("A transformer on the command line", .enabled(if: programCanIndex))
struct TransformerCommandTests {
    private let variables = ["FDNIX_EMBEDDER": "minilm-l6-v2-int8"]
    private let missing = ["FDNIX_ONNXRUNTIME_LIBRARY": "/no/such/libonnxruntime.so.1"]

    @Test("a missing library stops the run before it begins, in one line that names the remedy")
    func missingLibrary() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(
            Corpus(count: 3, generation: "one"),
            variables.merging(missing) { $1 }.merging(["FDNIX_LOG_FORMAT": "text"]) { $1 })
        #expect(outcome.status == 1)
        let last = try #require(outcome.errorLines.last)
        #expect(last.contains("Scripts/setup documents") && last.contains("/no/such/libonnxruntime.so.1"))
        #expect(!outcome.errors.contains("PHASE ==="))
    }

    @Test("queries are embedded by the model of the index; without it words do, and that is said once")
    func queries() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try work.index(Corpus(count: 20, generation: "one"), variables)
        if outcome.errors.contains("Scripts/setup documents") {
            return Skips.note("an index of the transformer", "Scripts/setup documents has not been run")
        }
        #expect(outcome.status == 0)
        let search = ["search", "--json", "--index", "\(work.output)/fdnix.idx", "only-one"]
        let found = try Program.run(search)
        #expect(try JSONValue.parse(found.output)["search_type"]?.string == "hybrid")
        #expect(found.errors.isEmpty)
        let fallback = try Program.run(search, missing)
        #expect(fallback.status == 0)
        #expect(try JSONValue.parse(fallback.output)["search_type"]?.string == "fts")
        #expect(fallback.errorLines.count == 1 && fallback.errors.contains("Scripts/setup documents"))
        let batch = try Program.run(
            ["search", "--index", "\(work.output)/fdnix.idx", "--batch", "-"], missing, input: "one\ntwo\nthree\n")
        #expect(batch.lines.count == 3 && batch.errorLines.count == 1)
    }
}
