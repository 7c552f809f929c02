import Basics
import JSON
import ObjectStorage
import ObjectStorageConformance
import TableConformance
import Tables
import Testing

@testable import Documents

struct CacheUpdateTests {
    private let fixture = DocumentsFixture()

    private func notification(_ name: String, _ object: String) -> String {
        #"{"Records":[{"eventName":"\#(name)","s3":{"bucket":{"name":"b"},"object":\#(object)}}]}"#
    }

    private func respond(_ json: String) async throws -> JSONValue {
        try JSONValue.parse(try await fixture.update.respond(to: Array(json.utf8)))
    }

    @Test func `an upload makes a row of the type that the object says`() async throws {
        try await fixture.bucket.put("a b.bin", .bytes([1, 2]), PutOptions(contentType: "text/plain; charset=utf-8"))
        let reply = try await respond(
            notification("ObjectCreated:Put", #"{"key":"a+b.bin","eTag":"t","size":2,"sequencer":"05"}"#))
        #expect(reply["Applied"]?.int == 1)
        let row = try #require(try await fixture.cache.row("s3://b/a b.bin"))
        #expect(
            (row.status, row.contentType, row.etag, row.size, row.sequencer) == (.updated, "text/plain", "t", 2, "05"))
    }

    @Test func `a type that says nothing is told by the name, and recorded in the row only`() async throws {
        try await fixture.bucket.put("x.PDF", .bytes([1]), PutOptions(contentType: "application/octet-stream"))
        _ = try await respond(notification("ObjectCreated:Put", #"{"key":"x.PDF","eTag":"t","size":1}"#))
        #expect(try await fixture.cache.row("s3://b/x.PDF")?.contentType == "application/pdf")
        #expect(try await fixture.bucket.head("x.PDF")?.contentType == "application/octet-stream")
    }

    @Test func `objects that are not documents get no row`() async throws {
        try await fixture.bucket.put("x.png", .bytes([1]), PutOptions(contentType: "image/png"))
        for key in ["x.png", "folder/", "x.txt.metadata.json"] {
            let reply = try await respond(notification("ObjectCreated:Put", #"{"key":"\#(key)","eTag":"t","size":1}"#))
            #expect(reply["Unchanged"]?.int == 1)
            #expect(try await fixture.cache.row("s3://b/\(key)") == nil)
        }
    }

    @Test func `the same bytes uploaded again after a removal are to be stored again`() async throws {
        let uri = try await fixture.upload("x.txt")
        try await fixture.ingest(uri)
        try await fixture.delete("x.txt")
        #expect(try await fixture.status(uri) == .readyDelete)
        try await fixture.upload("x.txt")
        #expect(try await fixture.status(uri) == .updated)
    }

    @Test func `a version that is removed is not the object where there is another one`() async throws {
        let uri = try await fixture.upload("x.txt")
        try await fixture.ingest(uri)
        let removal = notification("ObjectRemoved:Delete", #"{"key":"x.txt","versionId":"old"}"#)
        _ = try await respond(removal)
        #expect(try await fixture.status(uri) == .ingested)
        try await fixture.bucket.delete(["x.txt"])
        _ = try await respond(removal)
        #expect(try await fixture.status(uri) == .readyDelete)
    }

    @Test func `a sidecar that changes has its document stored again`() async throws {
        let uri = try await fixture.upload("x.txt")
        try await fixture.ingest(uri)
        let sidecar = #"{"key":"x.txt.metadata.json","eTag":"s1","size":2}"#
        _ = try await respond(notification("ObjectCreated:Put", sidecar))
        #expect(try await fixture.status(uri) == .updated)
        #expect(try await fixture.ingest(uri) == .ingested)
        _ = try await respond(notification("ObjectCreated:Put", sidecar))
        #expect(try await fixture.status(uri) == .ingested)
        _ = try await respond(notification("ObjectRemoved:Delete", #"{"key":"x.txt.metadata.json"}"#))
        let row = try #require(try await fixture.cache.row(uri))
        #expect((row.status, row.sidecarETag, row.models) == (.updated, nil, nil))
    }

    @Test func `a failing event comes again, the others are handled`() async throws {
        let broken = CacheUpdate(fixture.cache) { [bucket = fixture.bucket] _ in BrokenHead(inner: bucket, key: "x.txt")
        }
        let event = #"""
            {"Records":[
              {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"x.txt","eTag":"t","size":1}}},
              {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"y.txt","eTag":"t","size":1}}}
            ]}
            """#
        let error = await #expect(throws: FdnixError.self) { _ = try await broken.respond(to: Array(event.utf8)) }
        #expect(error?.code == .network)
        #expect(try await fixture.status("s3://b/y.txt") == .updated)
        #expect(try await fixture.status("s3://b/x.txt") == nil)
    }

    @Test func `of a queue's messages those that failed come again`() async throws {
        let broken = CacheUpdate(fixture.cache) { [bucket = fixture.bucket] _ in BrokenHead(inner: bucket, key: "x.txt")
        }
        func message(_ id: String, _ body: String) -> String {
            #"{"messageId":"\#(id)","receiptHandle":"h","body":\#(JSONValue.string(body).description),"attributes":{},"#
                + #""messageAttributes":{},"md5OfBody":"","eventSource":"aws:sqs","eventSourceARN":"arn:q","awsRegion":"r"}"#
        }
        let messages = [
            message("1", notification("ObjectCreated:Put", #"{"key":"x.txt","eTag":"t","size":1}"#)),
            message("2", notification("ObjectCreated:Put", #"{"key":"y.txt","eTag":"t","size":1}"#)),
            message("3", "nonsense"),
        ]
        let event = #"{"Records":[\#(messages.joined(separator: ","))]}"#
        let answer = try JSONValue.parse(try await broken.respond(to: Array(event.utf8)))
        let failed = answer["batchItemFailures"]?.array?.compactMap { $0["itemIdentifier"]?.string }
        #expect(failed == ["1", "3"])
        #expect(try await fixture.status("s3://b/y.txt") == .updated)
    }
}

/// A bucket that does not answer for one object.
private struct BrokenHead: ForwardingObjectStore {
    let inner: any ObjectStore
    let key: String

    func head(_ key: String) async throws -> ObjectInfo? {
        if key == self.key { throw FdnixError(.network, "the connection broke: try again") }
        return try await inner.head(key)
    }
}
