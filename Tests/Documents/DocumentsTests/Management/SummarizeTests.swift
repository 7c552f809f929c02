import Basics
import JSON
import ObjectStorage
import Testing

@testable import Documents

struct SummarizeTests {
    private let fixture = DocumentsFixture()
    private var summarize: Summarize { Summarize(processed: fixture.processed) }

    private func result(_ uri: String, _ name: String, _ members: String) async throws {
        try await fixture.processed.put(
            "ingestion_output/r/sf-results/\(name)", .bytes(Array(#"{"FileURI":"\#(uri)",\#(members)}"#.utf8)))
    }

    @Test func `the latest result of each document counts, and one without result has failed`() async throws {
        for key in ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"] { try await fixture.upload(key) }
        _ = try await fixture.detect.run(RunRequest(), name: "r")
        let early = #""FinishedAt":"2025-01-01T00:00:00.000Z""#
        let late = #""FinishedAt":"2025-01-01T00:00:01.000Z""#
        try await result("s3://b/a.txt", "a_2.json", #""EmbeddingsGenerated":3,\#(late)"#)
        try await result(
            "s3://b/a.txt", "a_1.json", #""EmbeddingsGenerated":0,"Status":"EMBEDDING_FAILED","Error":"x",\#(early)"#)
        try await result("s3://b/b.txt", "b_1.json", #""EmbeddingsGenerated":7,\#(early)"#)
        try await result(
            "s3://b/b.txt", "b_0.json", #""EmbeddingsGenerated":0,"Status":"INVALID_CONTENT","Error":"no",\#(late)"#)
        try await result(
            "s3://b/c.txt", "c_1.json", #""EmbeddingsGenerated":0,"Status":"SKIPPED_IN_PROGRESS",\#(late)"#)
        try await result(
            "s3://b/d.txt", "d_1.json", #""EmbeddingsGenerated":0,"Skipped":"UNSUPPORTED_TYPE",\#(late)"#)
        // What the state machine and others leave beside them.
        try await result("s3://b/x.txt", "0d9e/SUCCEEDED_0.json", #""EmbeddingsGenerated":9"#)
        try await fixture.processed.put("ingestion_output/r/sf-results/broken.json", .bytes([0x7B]))
        let summary = try await summarize.run("r")
        #expect((summary.total, summary.succeeded, summary.skipped, summary.embeddingsGenerated) == (5, 2, 1, 3))
        #expect(summary.failures.map(\.uri) == ["s3://b/b.txt", "s3://b/e.txt"])
        #expect(summary.failures.map(\.status) == ["INVALID_CONTENT", "NO_RESULT"])
        #expect(summary.failures[0].result == "ingestion_output/r/sf-results/b_0.json")
        let written = try await fixture.processed.get("ingestion_output/r/summary.json").collect(upTo: 1 << 20)
        let json = try JSONValue.parse(written)
        #expect(
            json.object?.keys
                == ["Execution", "Total", "Succeeded", "Failed", "Skipped", "EmbeddingsGenerated", "Failures"])
        #expect(json["Failures"]?[1]?["Result"]?.isNull == true)
        #expect((json["Execution"]?.string, json["Failed"]?.int) == ("r", 2))
    }

    @Test func `a run that nobody knows is an error, not an empty success`() async throws {
        let error = await #expect(throws: FdnixError.self) { _ = try await summarize.run("nobody's") }
        #expect(error?.code == .notFound)
        #expect(try await fixture.processed.head("ingestion_output/nobody's/summary.json") == nil)
    }

    @Test func `many results are read, and the answer keeps the first failures only`() async throws {
        for number in 0..<60 { try await fixture.upload("\(number).txt") }
        _ = try await fixture.detect.run(RunRequest(), name: "r")
        for number in 0..<60 {
            try await result("s3://b/\(number).txt", "\(number)_0.json", #""EmbeddingsGenerated":1,"Status":"S""#)
        }
        let summary = try await summarize.run("r")
        #expect(summary.failures.count == 60)
        #expect(summary.reply["Failures"]?.array?.count == 20)
        #expect(summary.reply["Failed"]?.int == 60)
    }
}
