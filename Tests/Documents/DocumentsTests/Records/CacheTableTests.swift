import Basics
import ObjectStorage
import TableConformance
import Tables
import TestSupport
import Testing

@testable import Documents

struct CacheTableTests {
    private static let uri = "s3://b/My File.txt"

    @Test(arguments: TableKind.allCases)
    func `a row has the attributes that others read`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            try await fixture.upload("My File.txt", sequencer: "0A")
            let key = ItemKey(.string("source_location#\(Self.uri)"), "metadata")
            let tag = try await fixture.bucket.head("My File.txt")?.tag ?? ""
            #expect(
                try await fixture.table.get(key) == [
                    "PK": .string("source_location#\(Self.uri)"), "SK": "metadata", "FileURI": .string(Self.uri),
                    "ContentType": "text/plain", "ETag": .string(tag), "Size": .int(4),
                    "UpdatedAt": .int(1_700_000_000),
                    "UpdatedStatus": "UPDATED", "Sequencer": "0A", "Attempts": .int(0),
                ])
            guard case .claimed(let claim, _) = try await fixture.cache.claim(Self.uri, run: "r", defaultModel: "first")
            else { throw FdnixError(.conflict, "not claimed") }
            let item = try #require(try await fixture.table.get(key))
            #expect(item["UpdatedStatus"] == "INGESTING")
            #expect(item["ClaimId"] == .string(claim.id))
            #expect(item["ClaimRun"] == "r")
            #expect(item["LeaseUntil"] == .int(1_700_000_300))
            #expect(item["Attempts"] == .int(1))
            try await fixture.cache.fail(
                claim, RowFailure(status: "INVALID_CONTENT", reason: "broken", isPermanent: true))
            let failed = try #require(try await fixture.table.get(key))
            #expect(failed["ClaimId"] == nil)
            #expect(failed["FailureStatus"] == "INVALID_CONTENT")
            #expect(failed["FailureReason"] == "broken")
            _ = try await Retry(fixture.cache).run()
            #expect(try await fixture.ingest(Self.uri) == .ingested)
            let done = try #require(try await fixture.table.get(key))
            #expect(done["IngestedModels"] == .stringSet(["first"]))
            #expect(done["IngestedAt"] == .int(1_700_000_000))
            #expect(done["FailureReason"] == nil)
        }
    }

    @Test func `a row of another program keeps what is not known of it`() async throws {
        let fixture = DocumentsFixture()
        try await fixture.table.put([
            "PK": .string("source_location#\(Self.uri)"), "SK": "metadata", "FileURI": .string(Self.uri),
            "UpdatedStatus": "INGESTED", "Owner": "somebody",
        ])
        #expect(try await fixture.ingest(Self.uri, model: "second") == .ingested)
        let item = try #require(try await fixture.table.get(CacheRow.key(of: Self.uri)))
        #expect(item["Owner"] == "somebody")
        #expect(item["IngestedModels"] == .stringSet(["first", "second"]))
    }

    @Test func `a status that nobody knows is an error that names the document`() async throws {
        let fixture = DocumentsFixture()
        try await fixture.table.put([
            "PK": .string("source_location#\(Self.uri)"), "SK": "metadata", "FileURI": .string(Self.uri),
            "UpdatedStatus": "LOST",
        ])
        let error = try await #require(throws: FdnixError.self) { _ = try await fixture.cache.row(Self.uri) }
        #expect(error.code == .corrupt)
        #expect(error.message.contains("My File.txt"))
    }

    @Test func `a document without a row is stored, and its row made at the end`() async throws {
        let fixture = DocumentsFixture()
        #expect(try await fixture.cache.claim(Self.uri, run: "r", defaultModel: "first") == .absent)
        func complete() async throws -> Completion {
            try await fixture.cache.complete(
                nil,
                StoredVersion(uri: Self.uri, contentType: "text/plain", etag: "A", size: 1, model: "first"))
        }
        #expect(try await complete() == .ingested)
        #expect(try await fixture.status(Self.uri) == .ingested)
        #expect(try await complete() == .ingested)
    }

    @Test(arguments: TableKind.allCases)
    func `of many runs that want a document at once one gets it`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            let uri = try await fixture.upload("k.txt")
            let outcomes = try await withThrowingTaskGroup(of: ClaimOutcome.self) { group in
                for number in 0..<12 {
                    group.addTask { try await fixture.cache.claim(uri, run: "\(number)", defaultModel: "first") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { if case .claimed = $0 { true } else { false } } == 1)
            #expect(outcomes.count { $0 == .busy } == 11)
            #expect(try await fixture.cache.row(uri)?.attempts == 1)
        }
    }

    @Test(arguments: TableKind.allCases)
    func `tasks, uploads, removals and runs of management at once forget nothing`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            let uri = try await fixture.upload("k.txt", "0")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 1...10 {
                        if number % 4 == 0 { try await fixture.delete("k.txt") }
                        try await fixture.upload("k.txt", "\(number)")
                    }
                }
                for worker in 0..<3 {
                    group.addTask {
                        for number in 0..<10 { try await fixture.ingest(uri, run: "\(worker) \(number)") }
                    }
                }
                group.addTask { for _ in 0..<5 { _ = try await fixture.manage.run(RunRequest()) } }
                try await group.waitForAll()
            }
            // What is left is stored by the next runs.
            for number in 0..<3 {
                fixture.clock.advance(.seconds(301))
                _ = try await fixture.manage.run(RunRequest())
                if try await fixture.detect.run(RunRequest(), name: "\(number)").documents.isEmpty { break }
                #expect(try await fixture.ingest(uri, run: "last \(number)") == .ingested)
            }
            let row = try #require(try await fixture.cache.row(uri))
            #expect(row.status == .ingested)
            #expect(row.etag == (try await fixture.bucket.head("k.txt")?.tag))
            #expect(fixture.store.has(uri, in: "first"))
        }
    }

    @Test func `a write that the network carries twice is one write`() async throws {
        var fixture = DocumentsFixture()
        let uri = try await fixture.upload("k.txt")
        fixture.table = RepeatingTable(inner: fixture.table)
        guard case .claimed(let claim, _) = try await fixture.cache.claim(uri, run: "r", defaultModel: "first") else {
            throw FdnixError(.conflict, "not claimed")
        }
        #expect(claim.attempt == 1)
        #expect(try await fixture.cache.row(uri)?.claim?.id == claim.id)
    }

    @Test func `a claim that was lost cannot be renewed`() async throws {
        let fixture = DocumentsFixture()
        let uri = try await fixture.upload("k.txt")
        guard case .claimed(let claim, _) = try await fixture.cache.claim(uri, run: "r", defaultModel: "first") else {
            throw FdnixError(.conflict, "not claimed")
        }
        fixture.clock.advance(.seconds(200))
        try await fixture.cache.renew(claim)
        #expect(try await fixture.cache.row(uri)?.claim?.leaseUntil == 1_700_000_500)
        try await fixture.upload("k.txt", "other")
        let error = try await #require(throws: FdnixError.self) { try await fixture.cache.renew(claim) }
        #expect(error.code == .conflict)
    }
}

/// A table whose every write is sent twice, as after an answer that got lost; the second answer is the one that arrives.
private struct RepeatingTable: ForwardingTable {
    let inner: any Table

    func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        try await inner.update(key, updates, if: condition)
        return try await inner.update(key, updates, if: condition)
    }
}
