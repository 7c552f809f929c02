import Basics
import DocumentStore
import JSON
import ObjectStorage
import Testing

@testable import Documents

/// Documents that change, and what is stored of them by then.
struct VersionTests {
    @Test func `a new version takes the place of the old one, of which so many stay as are to`() async throws {
        let fixture = IngestionFixture()
        var uri = ""
        for text in ["first", "second", "third"] {
            uri = try await fixture.upload("x.txt", text)
            #expect(try await fixture.ingest(uri).embeddings == 1)
            #expect(await fixture.store.active(uri).map(\.text) == [text])
        }
        #expect(await fixture.store.inactive(uri) == [["second"]])
    }

    @Test func `a document that changes meanwhile is to be ingested again`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "old")
        fixture.model.first { try await fixture.upload("x.txt", "new") }
        #expect(try await fixture.ingest(uri).status == nil)
        #expect(try await fixture.status(uri) == .updated)
        fixture.model.first {}
        #expect(try await fixture.ingest(uri).status == nil)
        #expect(try await fixture.status(uri) == .ingested)
        #expect(await fixture.store.active(uri).map(\.text) == ["new"])
    }

    @Test(arguments: [false, true])
    func `of a document that is deleted meanwhile nothing stays`(afterCommit: Bool) async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        if afterCommit {
            await fixture.store.onCommit(after: { try await fixture.delete("x.txt") })
        } else {
            fixture.model.first { try await fixture.delete("x.txt") }
        }
        let result = try await fixture.ingest(uri)
        #expect((result.status, result.embeddings) == (.skippedReadyDelete, 0))
        #expect(await fixture.store.active(uri).isEmpty)
        #expect(await fixture.store.transactions == (afterCommit ? 1 : 0))
        #expect(try await fixture.status(uri) != .ingested)
    }

    @Test func `a sidecar enters the metadata below what is known, and alone costs no call`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.md", "# Title\n\nsome words")
        let key = "x.md.metadata.json"
        let json = #"{"team":"a\u0000b","source":"lie","title":"another","chunk_index":9,"page":7}"#
        try await fixture.input.put(key, .bytes(Array(json.utf8)))
        #expect(try await fixture.ingest(uri).reused == 0)
        let metadata = try #require(await fixture.store.active(uri).first?.metadata)
        #expect(metadata["team"]?.string == "ab")
        #expect(metadata["source"]?.string == uri)
        #expect(metadata["title"]?.string == "Title")
        #expect(metadata["chunk_index"]?.int == 0)
        #expect(metadata["page"]?.int == 7)
        let asked = fixture.model.texts.count
        let info = try await fixture.input.put(key, .bytes(Array(#"{"team":"c"}"#.utf8)))
        let event = ObjectEvent(ObjectURI(bucket: "b", key: key), .created(etag: info.tag, size: info.size))
        _ = try await CacheUpdate(fixture.cache) { _ in fixture.input }.run([event])
        #expect(try await fixture.status(uri) == .updated)
        let result = try await fixture.ingest(uri)
        #expect((result.reused, result.chunks, fixture.model.texts.count) == (1, 1, asked))
        #expect(await fixture.store.active(uri).first?.metadata["team"]?.string == "c")
        #expect(try await fixture.status(uri) == .ingested)
    }

    @Test func `a sidecar that cannot be read is left out`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        try await fixture.input.put("x.txt.metadata.json", .bytes(Array("[1]".utf8)))
        #expect(try await fixture.ingest(uri).status == nil)
        #expect(fixture.lines.all.contains { $0["level"]?.string == "warning" })
    }

    @Test func `a second model has a collection of its own`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        try await fixture.ingest(uri)
        let result = try await fixture.ingest(uri, run: "run-2", model: "second")
        #expect((result.model, result.embeddings) == ("second", 1))
        #expect(await fixture.store.active(uri).first?.vector.count == 16)
        #expect(await fixture.store.active(uri, in: "second").first?.vector.count == 8)
        #expect(try await fixture.cache.row(uri)?.models == ["m", "second"])
    }

    @Test func `two tasks at once store one version`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        let results = Results()
        // The second task comes while the first one embeds.
        fixture.model.first {
            fixture.model.first {}
            results.add(try await fixture.ingest(uri, run: "run-2"))
        }
        results.add(try await fixture.ingest(uri))
        #expect(results.statuses == [.skippedInProgress, nil])
        #expect(await fixture.store.transactions == 1)
        #expect(try await fixture.status(uri) == .ingested)
    }

    @Test func `an attempt of the same run takes over, and the first one stores nothing`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        let results = Results()
        fixture.model.first {
            fixture.model.first {}
            results.add(try await fixture.ingest(uri))
        }
        results.add(try await fixture.ingest(uri))
        #expect(results.statuses == [nil, .skippedInProgress])
        #expect(await fixture.store.transactions == 1)
        #expect(try await fixture.status(uri) == .ingested)
    }
}
