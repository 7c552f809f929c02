import Basics
import DocumentStore
import Embedding
import JSON
import ObjectStorage
import Synchronization
import TableConformance
import Tables
import TestSupport
import Testing

@testable import Documents

/// What tasks do where models, stores, tables or people get into their way.
struct TroubleTests {
    @Test func `a model that fails makes another attempt, until there are no more`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        fixture.model.first { throw FdnixError(.service, "HTTP 400") }
        let environment = try fixture.environment(["MAX_ATTEMPTS": "3"])
        for attempt in 1...3 {
            #expect(try await fixture.status(uri) == .updated)
            let result = try await fixture.ingest(uri, run: "run-\(attempt)", in: environment)
            #expect((result.status, result.attempt) == (.embeddingFailed, attempt))
        }
        let row = try await fixture.cache.row(uri)
        #expect((row?.status, row?.failureStatus) == (.failed, "EMBEDDING_FAILED"))
        #expect(await fixture.store.transactions == 0)
    }

    @Test func `vectors of another size are not stored`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        fixture.model.make(dimension: 3)
        #expect(try await fixture.ingest(uri).status == .embeddingFailed)
        #expect(await fixture.store.transactions == 0)
        #expect(try await fixture.status(uri) == .updated)
    }

    @Test func `a database that is down keeps the old version`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "old")
        try await fixture.ingest(uri)
        try await fixture.upload("x.txt", "new")
        await fixture.store.onCommit(before: { throw FdnixError(.database, "the database is down") })
        #expect(try await fixture.ingest(uri, run: "run-2").status == .storeFailed)
        #expect(await fixture.store.active(uri).map(\.text) == ["old"])
        #expect(try await fixture.status(uri) == .updated)
    }

    @Test func `a sidecar that is too long is left out, and known all the same`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        let beside = try await fixture.input.put(
            "x.txt.metadata.json", .bytes([UInt8](repeating: 0x20, count: (1 << 20) + 1)))
        #expect(try await fixture.ingest(uri).status == nil)
        let scan = FolderScan(cache: fixture.cache, bucket: "b", store: fixture.input)
        #expect(try await fixture.cache.row(uri)?.sidecarETag == beside.tag)
        #expect(try await scan.run().changes.applied == 0)
    }

    @Test func `what killed processes left is removed, and nothing else`() throws {
        try withTemporaryDirectory { folder in
            let used = try WorkingFolder(in: folder, prefix: IngestionEnvironment.folderPrefix)
            let left = "\(folder)/embed-documents-00"
            try FileSystem.createDirectories(left)
            for path in ["\(left)/chunks", "\(left).lock", "\(folder)/other.lock"] {
                try AtomicFile.write([1], to: path)
            }
            WorkingFolder.removeAbandoned(in: folder, prefix: IngestionEnvironment.folderPrefix)
            #expect(!FileSystem.exists(left) && !FileSystem.exists(left + ".lock"))
            #expect(FileSystem.exists(used.path) && FileSystem.exists("\(folder)/other.lock"))
        }
    }

    @Test func `a task that is asked to end gives the document back`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        let (begun, tell) = AsyncStream.makeStream(of: Void.self)
        fixture.model.first {
            tell.finish()
            try await Task.sleep(for: .seconds(600))
        }
        let task = Task { try await fixture.ingest(uri) }
        for await _ in begun {}
        task.cancel()
        let result = try await task.value
        #expect((result.status, result.isFailure) == (.interrupted, true))
        let row = try await fixture.cache.row(uri)
        #expect((row?.status, row?.claim, row?.attempts, row?.failureStatus) == (.updated, nil, 0, nil))
        #expect(try await fixture.resultKeys().count == 1)
    }

    @Test func `settings that are wrong for a second model leave a stored document as it is`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        try await fixture.ingest(uri)
        let before = try await fixture.cache.row(uri)
        let environment = try fixture.environment { $0.embedders = NoModel() }
        let result = try await fixture.ingest(uri, run: "run-2", model: "second", in: environment)
        #expect((result.status, result.attempt) == (.configurationError, 1))
        #expect(try await fixture.cache.row(uri) == before)
        #expect(before?.status == .ingested)
    }

    @Test func `what must be done in any case has one time for all of it once the task is to end`() async throws {
        let aftermath = Aftermath(patience: .seconds(600), respite: .milliseconds(200))
        #expect(try await aftermath.run { 1 } == 1)
        await #expect(throws: FdnixError.self) { try await aftermath.run { throw FdnixError(.io, "full") } }
        let ended = Task {
            while !Task.isCancelled { await Task.yield() }
            let first: Void? = try await aftermath.run { try await Task.sleep(for: .seconds(600)) }
            return (first == nil, aftermath.begin())
        }
        ended.cancel()
        let (isOver, end) = try await ended.value
        #expect(isOver)
        // Whatever comes later has no more time than the first.
        #expect(aftermath.begin() == end)
        #expect(end <= .now)
        let hasty = Aftermath(patience: .milliseconds(10))
        #expect(try await hasty.run { try await Task.sleep(for: .seconds(600)) } == nil)
    }

    @Test func `the lease is renewed, and losing it ends the work`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        fixture.model.first {
            let first = try await fixture.cache.row(uri)?.claim?.leaseUntil ?? .max
            while try await fixture.cache.row(uri)?.claim?.leaseUntil ?? 0 <= first {
                try await Task.sleep(for: .milliseconds(50))
            }
            // Another attempt of the run takes over; the work is cancelled, not waited for.
            _ = try await fixture.cache.claim(uri, run: "run-1", defaultModel: "m")
            try await Task.sleep(for: .seconds(600))
        }
        let environment = try fixture.environment(["CLAIM_LEASE_SECONDS": "2"])
        #expect(try await fixture.ingest(uri, in: environment).status == .skippedInProgress)
        #expect(await fixture.store.transactions == 0)
        #expect(try await fixture.status(uri) == .ingesting)
    }

    @Test func `a row that cannot be read does not stop the work`() async throws {
        let fixture = IngestionFixture()
        let uri = try await fixture.upload("x.txt", "text")
        let table = SilentTable(fixture.table)
        let environment = try fixture.environment { $0.cloud.cache = CacheTable(table) }
        table.fail(reads: 1)
        let result = try await fixture.ingest(uri, in: environment)
        #expect((result.status, result.embeddings, result.attempt) == (nil, 1, nil))
        #expect(try await fixture.status(uri) == .updated)
    }

    @Test func `without a row the document is stored and gets one`() async throws {
        let fixture = IngestionFixture()
        try await fixture.input.put("new.txt", .bytes(Array("text".utf8)))
        #expect(try await fixture.ingest("s3://b/new.txt").status == nil)
        let row = try await fixture.cache.row("s3://b/new.txt")
        #expect((row?.status, row?.contentType) == (.ingested, "text/plain"))
    }
}

/// Has no model, as where a variable is wrong.
private struct NoModel: EmbedderSource {
    func embedder(
        _ spec: EmbeddingModelSpec, observe: @escaping @Sendable (EmbeddingCall) -> Void
    ) throws -> any Embedder { throw FdnixError(.usage, "the model is not set up") }
}

/// A table that fails for the first reads.
private final class SilentTable: ForwardingTable {
    let inner: any Table
    private let failures = Mutex(0)

    init(_ inner: any Table) { self.inner = inner }

    func fail(reads: Int) { failures.withLock { $0 = reads } }

    func get(_ key: ItemKey, consistent: Bool) async throws -> Item? {
        let fails = failures.withLock { count in
            defer { count = max(count - 1, 0) }
            return count > 0
        }
        if fails { throw FdnixError(.network, "no answer") }
        return try await inner.get(key, consistent: consistent)
    }
}
