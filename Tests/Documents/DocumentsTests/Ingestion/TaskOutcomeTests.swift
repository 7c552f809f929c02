import Basics
import DocumentStore
import JSON
import ObjectStorage
import ObjectStorageConformance
import Testing

@testable import Documents

/// What tasks make of documents, and what they say of it.
struct TaskOutcomeTests {
    @Test func `a text is stored, told and marked`() async throws {
        let fixture = IngestionFixture()
        let text = String(repeating: "word ", count: 100)
        let uri = try await fixture.upload("d/x.txt", text)
        let before = Timestamp.milliseconds
        let result = try await fixture.ingest(uri, type: "text/plain; charset=utf-8")
        #expect((result.embeddings, result.status, result.chunks, result.attempt) == (1, nil, 1, 1))
        #expect(!result.isFailure)
        #expect(try await fixture.status(uri) == .ingested)
        let chunk = try #require(await fixture.store.active(uri).first)
        #expect(chunk.text == text.trimmed)
        #expect(chunk.metadata["source"]?.string == uri)
        #expect(chunk.metadata["embeddings_model_id"]?.string == "hash")
        #expect(chunk.metadata["chunk_index"]?.int == 0)
        let moment = try #require(chunk.metadata["create_timestamp"]?.int)
        #expect(moment >= before && moment <= Timestamp.milliseconds)
        let events = [
            "task_start", "claim", "object_read", "extracted", "split", "embed_progress", "committed", "result",
        ]
        for event in events + ["task_end"] {
            let lines = fixture.lines.of(event)
            #expect(lines.count == 1, "\(event)")
            #expect(lines.first?["file_uri"]?.string == uri)
            #expect(lines.first?["execution"]?.string == "run-1")
        }
        #expect(!fixture.lines.all.contains { $0.description.contains("word word") })
        let key = try #require(try await fixture.resultKeys().first)
        #expect(key.wholeMatch(of: /ingestion_output\/run-1\/sf-results\/b_d_x\.txt_[0-9a-f]{8}\.json/) != nil)
        let written = try JSONValue.parse(try await fixture.processed.get(key).collect(upTo: 1 << 16))
        #expect(written["EmbeddingsGenerated"]?.int == 1)
        #expect(written["FileURI"]?.string == uri)
        #expect(written["Status"] == nil)
        #expect(written["FinishedAt"]?.string.flatMap { Timestamp.milliseconds(iso8601: $0) } == result.finishedAt)
    }

    @Test func `each record of a table is a chunk, and a header alone fails for good`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("t.csv", "name,age\nAda,36\nAlan,41\nGrace,85\n")
        #expect(try await fixture.ingest(uri).embeddings == 3)
        #expect(
            await fixture.store.active(uri).map(\.text) == [
                "name: Ada\nage: 36", "name: Alan\nage: 41", "name: Grace\nage: 85",
            ])
        #expect(fixture.model.texts.first == "name: Ada age: 36")
        let empty = try await fixture.upload("h.csv", "name,age\n")
        let result = try await fixture.ingest(empty)
        #expect((result.status, result.isFailure) == (.noChunksToProcess, true))
        #expect(try await fixture.status(empty) == .failed)
        let asked = fixture.lines.of("object_read").count
        let again = try await fixture.ingest(empty, run: "run-2")
        #expect((again.status, again.error) == (.noChunksToProcess, result.error))
        #expect(fixture.lines.of("object_read").count == asked)
    }

    @Test func `what is not handled is passed over, what is missing fails`() async throws {
        let fixture = IngestionFixture()
        let picture = try await fixture.ingest("s3://b/x.png", type: "image/png")
        #expect((picture.status, picture.skipped, picture.embeddings) == (nil, "UNSUPPORTED_TYPE", 0))
        #expect(try await fixture.status("s3://b/x.png") == nil)
        let gone = try await fixture.upload("gone.txt", "text")
        try await fixture.input.delete(["gone.txt"])
        #expect(try await fixture.ingest(gone).status == .errorReadingFile)
        #expect(try await fixture.status(gone) == .updated)
        try await fixture.delete("gone.txt")
        let deleted = try await fixture.ingest(gone)
        #expect((deleted.status, deleted.isFailure) == (.skippedReadyDelete, false))
        #expect(try await fixture.resultKeys().count == 3)
    }

    @Test func `limits and encodings`() async throws {
        let fixture = IngestionFixture()
        let long = try await fixture.upload("long.txt", "0123456789")
        let environment = try fixture.environment(["MAX_DOCUMENT_BYTES": "9"])
        #expect(try await fixture.ingest(long, in: environment).status == .invalidContent)
        #expect(try await fixture.status(long) == .failed)
        let bytes = try await fixture.upload("bytes.txt", [0xFF, 0xC0, 0x80])
        #expect(try await fixture.ingest(bytes).status == .invalidContent)
        #expect(try await fixture.status(bytes) == .failed)
    }

    @Test func `wrong settings leave the row alone`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        #expect(try await fixture.ingest(uri, model: "none").status == .configurationError)
        #expect(try await fixture.ingest("http://x/y").status == .configurationError)
        let other = try fixture.environment {
            $0.models = EmbeddingModels(.init(.local, modelID: "m", key: "x", dimension: 2))
        }
        #expect(try await fixture.ingest(uri, in: other).status == .configurationError)
        let row = try await fixture.cache.row(uri)
        #expect((row?.status, row?.attempts) == (.updated, 0))
        let input = TaskInput([.init(uri: uri, contentType: "", run: "r")])
        let run = IngestionRun(input, reporter: ResultReporter(fixture.processed), log: fixture.log)
        let results = await run.results { throw FdnixError(.usage, "CHUNK_SIZE_DOC_SPLIT is wrong") }
        #expect(results.map(\.status) == [.configurationError])
        #expect(try await fixture.resultKeys().count == 4)
    }

    @Test func `a file of the machine is ingested, also several in one task`() async throws {
        let fixture = IngestionFixture()
        try await withTemporaryText("some text") { path in
            let items = ["file://\(path)", "file://\(path)-none"].map {
                TaskInput.Item(uri: $0, contentType: "text/plain", run: "r")
            }
            let run = IngestionRun(TaskInput(items), reporter: ResultReporter(fixture.processed), log: fixture.log)
            let environment = try fixture.environment()
            let results = await run.results { environment }
            #expect(results.map(\.status) == [nil, .errorReadingFile])
            #expect(results.first?.embeddings == 1)
            let isAWS = try fixture.environment { $0.cloud.allowsFiles = false }
            #expect(try await fixture.ingest("file://\(path)", in: isAWS).status == .configurationError)
        }
    }

    @Test func `a result that cannot be written is a warning`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        let environment = try fixture.environment {
            $0.reporter = ResultReporter(FullStore(), time: TimeSource(now: { 0 }, sleep: { _ in }))
        }
        #expect(try await fixture.ingest(uri, in: environment).status == nil)
        #expect(fixture.lines.all.contains { $0["message"]?.string?.contains("cannot write the result") == true })
        let silent = try fixture.environment { $0.reporter = ResultReporter(nil) }
        #expect(try await fixture.ingest(uri, in: silent).status == nil)
        #expect(fixture.lines.all.contains { $0["message"]?.string?.contains("PROCESSED_BUCKET_NAME") == true })
    }
}

/// A bucket that takes nothing.
private struct FullStore: ForwardingObjectStore {
    let inner: any ObjectStore = MemoryObjectStore()

    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        throw FdnixError(.denied, "no")
    }
}
