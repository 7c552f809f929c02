import AWSServices
import Basics
import Embedding
import Logging
import ObjectStorage
import TestSupport

@testable import RemoteEmbedding

/// Vectors by hash, in memory; `saved` are those that survive this machine.
final class MemorySink: VectorSink, Sendable {
    let kept = Shared<[String: [Float]]>([:])
    let saves = Shared(0)

    func keep(_ hashes: [String], _ vectors: [Float]) async throws {
        guard !hashes.isEmpty else { return }
        let dimension = vectors.count / hashes.count
        kept.change { kept in
            for (index, hash) in hashes.enumerated() {
                kept[hash] = Array(vectors[index * dimension..<(index + 1) * dimension])
            }
        }
    }
    func save() async throws { saves.change { $0 += 1 } }
}

/// The process ends here, as far as a test is concerned.
struct Killed: Error {}

/// Ends the process at a step: before or after it is done.
final class Killer: Sendable {
    private let step: Int
    private let isAfter: Bool
    private let count = Shared(0)
    var steps: Int { count.value }
    init(at step: Int = .max, isAfter: Bool = false) {
        self.step = step
        self.isAfter = isAfter
    }

    func pass<T>(_ body: () async throws -> T) async throws -> T {
        let number = count.change { count in
            count += 1
            return count
        }
        if number == step, !isAfter || number > step { throw Killed() }
        if number > step { throw Killed() }
        let result = try await body()
        if number == step { throw Killed() }
        return result
    }
}

struct KilledStore: ObjectStore {
    let store: any ObjectStore
    let killer: Killer
    var location: String { store.location }
    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        try await killer.pass { try await store.put(key, content, options) }
    }
    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        try await killer.pass { try await store.get(key, options) }
    }
    func head(_ key: String) async throws -> ObjectInfo? { try await killer.pass { try await store.head(key) } }
    func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        // Small pages, so that listings have several.
        try await killer.pass { try await store.list(prefix: prefix, token: token, limit: min(limit, 2)) }
    }
    func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        try await killer.pass { try await store.copy(source, to: target, condition) }
    }
    func delete(_ keys: [String]) async throws { try await killer.pass { try await store.delete(keys) } }
}

struct KilledService: BatchService {
    let service: any BatchService
    let killer: Killer
    func createInvocationJob(_ job: InvocationJobRequest) async throws -> String {
        try await killer.pass { try await service.createInvocationJob(job) }
    }
    func invocationJob(_ arn: String) async throws -> InvocationJob {
        try await killer.pass { try await service.invocationJob(arn) }
    }
    func stopInvocationJob(_ arn: String) async throws {
        try await killer.pass { try await service.stopInvocationJob(arn) }
    }
    func invocationJobs(nameContains text: String) async throws -> [InvocationJob] {
        try await killer.pass { try await service.invocationJobs(nameContains: text) }
    }
}

struct KilledSink: VectorSink {
    let sink: any VectorSink & Sendable
    let killer: Killer
    func keep(_ hashes: [String], _ vectors: [Float]) async throws {
        try await killer.pass { try await sink.keep(hashes, vectors) }
    }
    func save() async throws { try await killer.pass { try await sink.save() } }
}

/// Two buckets, a service, a place for vectors and a clock.
final class BatchWorld {
    let input: MemoryObjectStore
    let output = MemoryObjectStore(location: "s3://out")
    let service: StandInBatchService
    let sink = MemorySink()
    let clock = TestClock()
    let log = LogLines()
    let model = BedrockModel("amazon.titan-embed-text-v2:0")
    var settings = BatchSettings(role: "arn:aws:iam::123456789012:role/batch", inputBucket: "in", outputBucket: "out")

    let directory = "/tmp/fdnix-batch-\(UInt64.random(in: 0 ... .max))"

    init() throws {
        input = MemoryObjectStore(location: "s3://in") { [clock] in clock.time * 1000 }
        service = StandInBatchService(input: input, output: output)
        try FileSystem.createDirectories(directory)
    }

    deinit { removeTree(directory) }

    func runner(_ killer: Killer = Killer(), templateVersion: Int = 1) -> BatchRunner {
        BatchRunner(
            model, dimension: 3, templateVersion: templateVersion, settings: settings,
            service: KilledService(service: service, killer: killer), input: KilledStore(store: input, killer: killer),
            output: KilledStore(store: output, killer: killer), directory: directory, clock: clock.clock,
            logger: log.logger)
    }

    static func texts(_ count: Int) -> [KeyedText] {
        (0..<count).map { KeyedText(hash: "hash \($0)", text: "text \($0)") }
    }

    func keys(_ store: MemoryObjectStore) async throws -> [String] {
        try await store.objects().reduce(into: []) { $0.append($1.key) }
    }
}

/// The lines of a log.
final class LogLines: Sendable {
    let lines = Shared<[String]>([])
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self.lines) } }

    func contains(_ text: String) -> Bool { lines.value.contains { $0.contains(text) } }

    private struct Handler: LogHandler {
        let lines: Shared<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.change { $0.append("\(event.level): \(event.message)") } }
    }
}
