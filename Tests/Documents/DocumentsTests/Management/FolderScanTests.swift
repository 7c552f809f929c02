import Basics
import ObjectStorage
import ObjectStorageConformance
import Synchronization
import TableConformance
import Tables
import TestSupport
import Testing

@testable import Documents

struct FolderScanTests {
    private func write(_ text: String, to path: String) throws { try AtomicFile.write(Array(text.utf8), to: path) }

    @Test func `files that are new, changed and gone change their rows`() async throws {
        let fixture = DocumentsFixture()
        try await withTemporaryDirectory { directory in
            func scan() async throws -> FolderScan.Report {
                let store = FolderStore(directory)
                return try await FolderScan(cache: fixture.cache, bucket: "input", store: store).run()
            }
            try write("a", to: "\(directory)/My File.txt")
            try write("b", to: "\(directory)/b.csv")
            try write("c", to: "\(directory)/picture.png")
            var report = try await scan()
            #expect((report.objects, report.changes.applied) == (3, 2))
            let uri = "s3://input/My File.txt"
            #expect(try await fixture.cache.row(uri)?.contentType == "text/plain")
            #expect(try await fixture.cache.row("s3://input/picture.png") == nil)
            #expect(try await fixture.ingest(uri) == .ingested)
            #expect(try await fixture.ingest("s3://input/b.csv") == .ingested)
            #expect(try await scan().changes.applied == 0)
            try write("other", to: "\(directory)/My File.txt")
            try FileSystem.remove("\(directory)/b.csv")
            report = try await scan()
            #expect(report.changes.applied == 2)
            #expect(try await fixture.status(uri) == .updated)
            #expect(try await fixture.status("s3://input/b.csv") == .readyDelete)
            try write("b", to: "\(directory)/b.csv")
            _ = try await scan()
            #expect(try await fixture.status("s3://input/b.csv") == .updated)
        }
    }

    @Test func `a sidecar that comes, changes and goes has its document stored again`() async throws {
        let fixture = DocumentsFixture()
        let uri = "s3://b/x.txt"
        try await fixture.bucket.put("x.txt", .bytes([1]))
        let scan = FolderScan(cache: fixture.cache, bucket: "b", store: fixture.bucket)
        _ = try await scan.run()
        for text in ["{}", #"{"a":1}"#, nil] {
            #expect(try await fixture.ingest(uri) == .ingested)
            #expect(try await scan.run().changes.applied == 0)
            if let text {
                try await fixture.bucket.put("x.txt.metadata.json", .bytes(Array(text.utf8)))
            } else {
                try await fixture.bucket.delete(["x.txt.metadata.json"])
            }
            #expect(try await scan.run().changes.applied == 1)
            #expect(try await fixture.status(uri) == .updated)
        }
        #expect(try await fixture.cache.row(uri)?.sidecarETag == nil)
    }

    @Test func `a new document comes with its sidecar at once`() async throws {
        let fixture = DocumentsFixture()
        try await fixture.bucket.put("x.txt", .bytes([1]))
        let sidecar = try await fixture.bucket.put("x.txt.metadata.json", .bytes([2]))
        let scan = FolderScan(cache: fixture.cache, bucket: "b", store: fixture.bucket)
        _ = try await scan.run()
        #expect(try await fixture.cache.row("s3://b/x.txt")?.sidecarETag == sidecar.tag)
        #expect(try await fixture.ingest("s3://b/x.txt") == .ingested)
        #expect(try await scan.run().changes.applied == 0)
    }

    @Test func `documents of other buckets are left alone, and a listing that breaks removes nothing`() async throws {
        let fixture = DocumentsFixture()
        try await fixture.upload("x.txt")
        let other = FolderScan(cache: fixture.cache, bucket: "b2", store: MemoryObjectStore())
        #expect(try await other.run().changes == CacheUpdate.Report())
        let broken = FolderScan(
            cache: fixture.cache, bucket: "b", store: BrokenListing(inner: fixture.bucket))
        await #expect(throws: FdnixError.self) { _ = try await broken.run() }
        #expect(try await fixture.status("s3://b/x.txt") == .updated)
    }

    @Test(arguments: TableKind.allCases)
    func `documents that did not change are neither read nor written`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            try await withTemporaryDirectory { directory in
                for number in 0..<500 { try write("\(number)", to: "\(directory)/\(number).txt") }
                for name in ["picture.png", "picture.png.metadata.json"] { try write("x", to: "\(directory)/\(name)") }
                let store = FolderStore(directory)
                let first = FolderScan(cache: fixture.cache, bucket: "b", store: store)
                #expect(try await first.run().changes.applied == 500)
                let calls = CallCounts()
                var counted = fixture
                counted.table = CountingTable(inner: fixture.table, counts: calls)
                let report = try await FolderScan(cache: counted.cache, bucket: "b", store: store).run()
                #expect(report.objects == 502)
                #expect(report.changes == CacheUpdate.Report())
                #expect(calls.gets.withLock { $0 } == 0)
                #expect(calls.writes.withLock { $0 } == 0)
            }
        }
    }
}

private struct BrokenListing: ForwardingObjectStore {
    let inner: any ObjectStore

    func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        guard token == nil else { throw FdnixError(.network, "the connection broke: try again") }
        return ObjectPage([], next: "more")
    }
}

private final class CallCounts: Sendable {
    let gets = Mutex(0)
    let writes = Mutex(0)
}

private struct CountingTable: ForwardingTable {
    let inner: any Table
    let counts: CallCounts

    func get(_ key: ItemKey, consistent: Bool) async throws -> Item? {
        counts.gets.withLock { $0 += 1 }
        return try await inner.get(key, consistent: consistent)
    }

    func put(_ item: Item, if condition: ItemCondition?) async throws -> Item? {
        counts.writes.withLock { $0 += 1 }
        return try await inner.put(item, if: condition)
    }

    func update(_ key: ItemKey, _ updates: [ItemUpdate], if condition: ItemCondition?) async throws -> Item {
        counts.writes.withLock { $0 += 1 }
        return try await inner.update(key, updates, if: condition)
    }
}
