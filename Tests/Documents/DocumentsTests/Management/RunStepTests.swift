import Basics
import JSON
import ObjectStorage
import TableConformance
import Tables
import TestSupport
import Testing

@testable import Documents

/// The steps of a run before its tasks.
struct RunStepTests {
    @Test func `a run's input is read by itself and within its execution`() throws {
        #expect(try RunRequest(JSONValue.parse("{}")) == RunRequest())
        #expect(
            try RunRequest(JSONValue.parse(#"{"purge_data":true,"model_ref_key":"k"}"#))
                == RunRequest(purgesData: true, modelKey: "k"))
        #expect(
            try RunRequest(
                JSONValue.parse(
                    #"{"StateMachine":{},"Execution":{"Name":"run-1","Input":{"purge_data":false,"model_ref_key":null}}}"#
                ))
                == RunRequest(run: "run-1"))
        for wrong in ["[]", #"{"purge_data":"yes"}"#, #"{"model_ref_key":1}"#] {
            #expect(throws: FdnixError.self) { try RunRequest(JSONValue.parse(wrong)) }
        }
    }

    @Test(arguments: TableKind.allCases)
    func `all of a document that is gone is removed, even with nothing to ingest`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            let uri = try await fixture.upload("x.txt")
            try await fixture.ingest(uri)
            let key = try MediaFolder.key(sha256: String(repeating: "a", count: 64), extension: "png", in: uri)
            for bucket in [fixture.media, fixture.frames] { try await bucket.put(key, .bytes([1, 2, 3])) }
            let transcript = MediaFolder.transcriptKey(job: try MediaFolder.jobPrefix(of: uri) + "1")
            try await fixture.media.put(transcript, .bytes([4]))
            try await fixture.media.put("transcripts/0-1.json", .bytes([5]))
            let address = LinksTable.address(bucket: "media", key: key)
            _ = try await fixture.links.link(address, type: "image", of: uri)
            try await fixture.delete("x.txt")
            let report = try await fixture.manage.run(RunRequest())
            #expect((report.removed, report.failures.count) == (1, 0))
            #expect(try await fixture.cache.row(uri) == nil)
            #expect(!fixture.store.has(uri, in: "first"))
            #expect(
                try await fixture.media.list(prefix: "", token: nil, limit: 9).objects.map(\.key) == [
                    "transcripts/0-1.json"
                ])
            #expect(try await fixture.frames.list(prefix: "", token: nil, limit: 9).objects.isEmpty)
            #expect(try await fixture.links.links(of: uri).isEmpty)
            #expect(try await fixture.manage.run(RunRequest()).removed == 0)
        }
    }

    @Test func `one document that cannot be removed stays and does not keep the others`() async throws {
        let fixture = DocumentsFixture()
        for key in ["a.txt", "b.txt"] {
            try await fixture.ingest(try await fixture.upload(key))
            try await fixture.delete(key)
        }
        fixture.store.breakRemoval(of: "s3://b/a.txt")
        let report = try await fixture.manage.run(RunRequest())
        #expect((report.removed, report.failures.map(\.uri)) == (1, ["s3://b/a.txt"]))
        #expect(report.json["Failed"]?.int == 1)
        #expect(try await fixture.status("s3://b/a.txt") == .readyDelete)
        fixture.store.breakRemoval(of: "s3://b/a.txt", false)
        fixture.clock.advance(.seconds(301))
        #expect(try await fixture.manage.run(RunRequest()).removed == 1)
    }

    @Test func `a document that comes again while it is removed is stored when that is over`() async throws {
        var fixture = DocumentsFixture()
        let uri = try await fixture.upload("x.txt")
        try await fixture.ingest(uri)
        try await fixture.delete("x.txt")
        let good = fixture
        fixture.linksTable = UploadingTable(inner: fixture.linksTable) {
            try await good.upload("x.txt")
            // Another run is as far as its tasks, and finds the document taken.
            #expect(try await good.ingest(uri, run: "other") == nil)
        }
        #expect(try await fixture.manage.run(RunRequest()).removed == 0)
        #expect(try await fixture.status(uri) == .updated)
        #expect(try await fixture.ingest(uri) == .ingested)
    }

    @Test func `a removal that ends halfway is done again by a later run`() async throws {
        var fixture = DocumentsFixture()
        let uri = try await fixture.upload("x.txt")
        try await fixture.ingest(uri)
        try await fixture.delete("x.txt")
        let good = fixture
        fixture.linksTable = UploadingTable(inner: fixture.linksTable) {
            throw FdnixError(.network, "the connection broke: try again")
        }
        #expect(try await fixture.manage.run(RunRequest()).failures.count == 1)
        #expect(try await good.status(uri) == .readyDelete)
        good.clock.advance(.seconds(300))
        #expect(try await good.manage.run(RunRequest()).removed == 1)
        #expect(try await good.cache.row(uri) == nil)
    }

    @Test func `a purge has everything stored again in the same run`() async throws {
        let fixture = DocumentsFixture()
        let uris = [try await fixture.upload("a.txt"), try await fixture.upload("b.txt")]
        for uri in uris { try await fixture.ingest(uri) }
        try await fixture.ingest(uris[1], model: "second")
        let report = try await fixture.manage.run(RunRequest(purgesData: true))
        #expect(report.purged == 2)
        #expect(!fixture.store.has(uris[0], in: "first"))
        #expect(fixture.store.has(uris[1], in: "second"))
        #expect(try await fixture.status(uris[0]) == .updated)
        #expect(try await fixture.status(uris[1]) == .ingested)
        let pending = try await fixture.detect.run(RunRequest(purgesData: true), name: "r").documents
        #expect(pending.map(\.uri) == uris)
    }

    @Test func `a purge of a model that is not configured is refused`() async throws {
        let error = await #expect(throws: FdnixError.self) {
            _ = try await DocumentsFixture().manage.run(RunRequest(purgesData: true, modelKey: "third"))
        }
        #expect(error?.code == .usage)
    }

    @Test(arguments: TableKind.allCases)
    func `a run lists what waits for its model, in order, each element a task's input`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            for key in ["z.txt", "a \"b\".txt", "é.txt", "done.txt"] { try await fixture.upload(key) }
            try await fixture.ingest("s3://b/done.txt")
            let report = try await fixture.detect.run(RunRequest(), name: "run-1")
            #expect(report.documents.map(\.uri) == ["s3://b/a \"b\".txt", "s3://b/z.txt", "s3://b/é.txt"])
            let object = try await fixture.processed.get("ingestion_input/run-1/config.json")
            #expect(object.info.contentType == "application/json")
            let bytes = try await object.collect(upTo: 1 << 20)
            let list = try #require(try JSONValue.parse(bytes).array)
            #expect(list.count == 3)
            #expect(list[0].object?.keys == ["FileURI", "ContentType", "model_ref_key", "ETag", "_executionName"])
            #expect(list[0]["model_ref_key"]?.isNull == true)
            #expect(list[0]["_executionName"] == "run-1")
            #expect(
                String(decoding: bytes, as: UTF8.self).hasPrefix(
                    "[\n  {\n    \"FileURI\": \"s3://b/a \\\"b\\\".txt\",\n"))
            let second = try await fixture.detect.run(RunRequest(modelKey: "second"), name: "run-2").documents
            #expect(second.count == 4)
            #expect(second.allSatisfy { $0.modelKey == "second" })
        }
    }

    @Test func `nothing to do is an empty list and an answer that says so`() async throws {
        let fixture = DocumentsFixture()
        let report = try await fixture.detect.run(RunRequest(), name: "r")
        let list = try await fixture.processed.get("ingestion_input/r/config.json").collect(upTo: 100)
        #expect(try JSONValue.parse(list) == [])
        let event: JSONValue = ["Execution": ["Name": "r"]]
        #expect(
            JSONValue.object(report.reply(to: event))
                == ["Execution": ["Name": "r"], "isValid": false, "pendingDocuments": 0])
    }

    @Test func `a task that was killed gives its document back when its lease is over`() async throws {
        let fixture = DocumentsFixture()
        let uri = try await fixture.upload("x.txt")
        for attempt in 1...3 {
            let pending = try await fixture.detect.run(RunRequest(), name: "\(attempt)").documents
            #expect(pending.map(\.uri) == [uri])
            _ = try await fixture.cache.claim(uri, run: "\(attempt)", defaultModel: "first")
            #expect(try await fixture.detect.run(RunRequest(), name: "\(attempt)b").documents.isEmpty)
            fixture.clock.advance(.seconds(300))
        }
        let report = try await fixture.detect.run(RunRequest(), name: "4")
        #expect((report.documents.count, report.exhausted) == (0, 1))
        #expect(try await fixture.status(uri) == .failed)
        #expect(try await Retry(fixture.cache).run(uri: uri).retried == 1)
        #expect(try await fixture.detect.run(RunRequest(), name: "5").documents.count == 1)
    }

    @Test func `a table or a bucket that fails makes the step fail, and no list is written`() async throws {
        var fixture = DocumentsFixture()
        try await fixture.upload("x.txt")
        let good = fixture.table
        fixture.table = FailingQueries(inner: good, status: "UPDATED")
        let error = await #expect(throws: FdnixError.self) {
            _ = try await fixture.detect.run(RunRequest(), name: "r")
        }
        #expect(error?.code == .throttled)
        #expect(try await fixture.processed.head("ingestion_input/r/config.json") == nil)
        let readOnly = Detect(cache: fixture.cache, processed: FolderStore("/tmp"), models: fixture.models)
        await #expect(throws: FdnixError.self) { _ = try await readOnly.run(RunRequest(), name: "r") }
    }

    @Test func `metrics tell how long the oldest waits and what is still to be removed`() async throws {
        let fixture = DocumentsFixture()
        try await fixture.upload("x.txt")
        fixture.clock.advance(.seconds(50))
        try await fixture.upload("y.txt")
        try await fixture.upload("z.txt")
        try await fixture.delete("z.txt")
        let report = try await fixture.detect.run(RunRequest(), name: "r")
        #expect((report.pendingAge, report.readyDeleteBacklog) == (50, 1))
        for key in ["x.txt", "y.txt"] { try await fixture.ingest("s3://b/\(key)") }
        fixture.clock.advance(.seconds(1000))
        let second = try await fixture.detect.run(RunRequest(modelKey: "second"), name: "s")
        #expect((second.documents.count, second.pendingAge) == (2, 0))
    }
}

/// A table whose index does not answer for one status.
private struct FailingQueries: ForwardingTable {
    let inner: any Table
    let status: String

    func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        if query.partition == .string(status) {
            throw FdnixError(.throttled, "the table has had enough: try again later")
        }
        return try await inner.query(query, limit: limit, token: token)
    }
}

/// A table of links during whose queries something else happens.
private struct UploadingTable: ForwardingTable {
    let inner: any Table
    let meanwhile: @Sendable () async throws -> Void

    func query(_ query: ItemQuery, limit: Int, token: String?) async throws -> ItemPage {
        try await meanwhile()
        return try await inner.query(query, limit: limit, token: token)
    }
}
