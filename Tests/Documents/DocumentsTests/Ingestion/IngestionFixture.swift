import Basics
import DocumentReaders
import DocumentReadersSamples
import DocumentStore
import JSON
import Logging
import ObjectStorage
import Observability
import Settings
import Synchronization
import Tables
import TestSupport

@testable import Documents

/// Buckets, tables, a store and a model of one test of tasks.
struct IngestionFixture: Sendable {
    let input = MemoryObjectStore(location: "s3://b")
    let processed = MemoryObjectStore(location: "s3://processed")
    let media = MemoryObjectStore(location: "s3://media")
    let table = MemoryTable(CacheTable.schema)
    let linksTable = MemoryTable(LinksTable.schema)
    let model = TestModel()
    let models = EmbeddingModels(
        EmbeddingModelSpec(.local, modelID: "hash", key: "m", dimension: 16),
        EmbeddingModelSpec(.local, modelID: "other", key: "second", dimension: 8))
    let store: VersionStore
    let lines = LogLines()

    init() { store = VersionStore(models.collections) }

    var cache: CacheTable { CacheTable(table, leaseSeconds: 300, maxAttempts: 3) }
    var log: EventLog {
        EventLog(Logger(label: "test") { [lines] _ in EventLogHandler(service: "s") { lines.append($0) } })
    }

    /// What tasks work with where the environment says so.
    func environment(
        _ variables: [String: String] = [:], change: (inout IngestionEnvironment) -> Void = { _ in }
    ) throws -> IngestionEnvironment {
        var settings = Settings(variables)
        let bounds = IngestionSettings(&settings)
        let documents = DocumentSettings(&settings, .local, LocalTools())
        try settings.check()
        let cloud = DocumentCloud(
            bucket: { [input, processed, media] name in
                name == "processed" ? processed : name == "media" ? media : input
            },
            cache: CacheTable(table, leaseSeconds: bounds.leaseSeconds, maxAttempts: bounds.maxAttempts),
            links: LinksTable(linksTable), processedBucket: "processed", mediaBucket: "media", allowsFiles: true)
        var environment = IngestionEnvironment(
            cloud: cloud, store: store, models: models, embedders: model, documents: documents, bounds: bounds, log: log
        )
        change(&environment)
        return environment
    }

    /// Puts an object and tells the row of it; gives its address.
    @discardableResult
    func upload(_ key: String, _ bytes: [UInt8]) async throws -> String {
        let info = try await input.put(key, .bytes(bytes))
        let object = ObjectURI(bucket: "b", key: key)
        let update = CacheUpdate(cache) { [input] _ in input }
        let report = try await update.run([ObjectEvent(object, .created(etag: info.tag, size: info.size))])
        if let failure = report.failures.first { throw failure.error }
        return object.text
    }

    @discardableResult
    func upload(_ key: String, _ text: String) async throws -> String { try await upload(key, Array(text.utf8)) }

    /// Removes an object and tells the row of it.
    func delete(_ key: String) async throws {
        try await input.delete([key])
        _ = try await CacheUpdate(cache) { [input] _ in input }.run(
            [ObjectEvent(ObjectURI(bucket: "b", key: key), .removed)])
    }

    /// Runs a task for a document.
    @discardableResult
    func ingest(
        _ uri: String, type: String = "", run: String = "run-1", model: String? = nil,
        in environment: IngestionEnvironment? = nil
    ) async throws -> IngestionResult {
        await IngestionRun.ingest(
            TaskInput.Item(uri: uri, contentType: type, modelKey: model, run: run),
            try environment ?? self.environment())
    }

    /// The status of a document's row, nil where there is none.
    func status(_ uri: String) async throws -> CacheRow.Status? { try await cache.row(uri)?.status }

    /// The keys of all results.
    func resultKeys() async throws -> [String] {
        var keys: [String] = []
        for try await object in processed.objects(prefix: "ingestion_output/") { keys.append(object.key) }
        return keys
    }
}

/// The lines of a log, as they come.
final class LogLines: Sendable {
    private let lines = Mutex<[JSONValue]>([])

    func append(_ line: [UInt8]) {
        guard let line = try? JSONValue.parse(line) else { return }
        lines.withLock { $0.append(line) }
    }

    /// The lines of one event.
    func of(_ event: String) -> [JSONValue] { lines.withLock { $0 }.filter { $0["event"]?.string == event } }
    var all: [JSONValue] { lines.withLock { $0 } }
}
