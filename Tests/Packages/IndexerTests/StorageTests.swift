import Basics
import Catalog
import JSON
import ObjectStorage
import ObjectStorageConformance
import Publishing
import Synchronization
import TestSupport
import Testing

@testable import Indexer

/// A function with a layer that does all that it is asked to.
private final class WillingLambda: LayerService {
    struct State {
        var layers: [LayerVersion] = []
        var functionLayers: [String] = []
        var target: LambdaLayerService.Target?
        var published = 0
    }
    let state = Mutex(State())
    let store: MemoryObjectStore
    let fails: Bool

    init(_ store: MemoryObjectStore, fails: Bool = false) { (self.store, self.fails) = (store, fails) }

    var cloud: RunCloud {
        RunCloud(objects: { [store] _ in store }) { target in
            self.state.withLock { $0.target = target }
            return self
        }
    }

    func newestLayer() async throws -> LayerVersion? { state.withLock { $0.layers.last } }
    func layerVersions() async throws -> [Int] { state.withLock { $0.layers.map(\.number) } }
    func publishLayer() async throws -> LayerVersion {
        let key = try #require(state.withLock { $0.target?.key })
        let sha256 = try #require(try await store.head(key)?.sha256)
        let bytes = stride(from: 0, to: 64, by: 2).map { UInt8(sha256.dropFirst($0).prefix(2), radix: 16) ?? 0 }
        return state.withLock { state in
            state.published += 1
            let version = LayerVersion(
                arn: "arn:l:\(state.published)", number: state.published, codeSha256: Base64.encode(bytes))
            state.layers.append(version)
            return version
        }
    }
    func deleteLayer(_ number: Int) async throws { state.withLock { $0.layers.removeAll { $0.number == number } } }
    func function(_ qualifier: String?) async throws -> FunctionState {
        FunctionState(layers: state.withLock { $0.functionLayers }, revision: "1")
    }
    func setLayers(_ arns: [String], revision: String?) async throws { state.withLock { $0.functionLayers = arns } }
    func get(_ path: String, _ query: String) async throws -> (status: Int, body: [UInt8]) {
        (fails ? 500 : 200, Array("{\"total_count\":1}".utf8))
    }
    func publishFunction() async throws -> String { "2" }
    func aliasVersion() async throws -> String { "1" }
    func moveAlias(to version: String) async throws {}
}

@Suite("Runs with a bucket", .enabled(if: duckDBIsAvailable), .timeLimit(.minutes(15)))
struct StorageTests {
    private static let bucket = [
        "ARTIFACTS_BUCKET": "bucket", "AWS_REGION": "us-east-1", "DUCKDB_DATA_KEY": "snap/data.duckdb",
        "DUCKDB_MINIFIED_KEY": "snap/mini.duckdb",
    ]
    private static let layer = ["PUBLISH_LAYER": "true", "LAYER_ARN": "fdnix", "SEARCH_FUNCTION_NAME": "search"]

    private static func cloud(_ store: any ObjectStore) -> RunCloud {
        RunCloud(objects: { _ in store }) { _ in throw FdnixError(.usage, "no layers here") }
    }

    private static func keys(_ store: any ObjectStore) async throws -> Set<String> {
        var keys: Set<String> = []
        for try await object in store.objects() { keys.insert(object.key) }
        return keys
    }

    private func code(_ body: () async throws -> Void) async -> FdnixError.Code? {
        do { try await body() } catch let failure as IndexingFailure {
            return (failure.cause as? FdnixError)?.code
        } catch {
            return (error as? FdnixError)?.code
        }
        return nil
    }

    @Test("A whole run: its folder, the aliases, the pointer, the cache")
    func whole() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let store = MemoryObjectStore()
        let report = try await work.run(nil, Self.bucket, cloud: Self.cloud(store))
        let folder = "snap/\(report.runID)/"
        #expect(
            try await Self.keys(store) == [
                "snap/data.duckdb", "snap/mini.duckdb", "snap/fdnix.idx", "snap/latest.json",
                "cache/fdnix-vectors.duckdb",
                folder + "fdnix-data.duckdb", folder + "fdnix.duckdb", folder + "fdnix.idx", folder + "fdnix.idx.gz",
                folder + "manifest.json",
            ])
        // The database without vectors was in the folder first, and the one with them took its place before it was
        // named.
        #expect(try await store.get("snap/data.duckdb").collect(upTo: 1 << 28) == FileSystem.read(work.full))
        // Who follows the pointer has what the run made.
        let updater = Updater("\(work.directory)/reader") { _ in }
        let source = StoreSource(Publication(store, PublicationLayout(folder: "snap")), address: "memory:")
        #expect(try await updater.update(from: source).runID == report.runID)
        #expect(try FileSystem.read("\(work.directory)/reader/fdnix.idx") == FileSystem.read(work.index))
        #expect(try work.leftovers == [])
    }

    @Test("Phase by phase on machines that share nothing but the bucket")
    func phases() async throws {
        let store = MemoryObjectStore()
        for mode in ["metadata", "embedding", "minified"] {
            let work = try Workspace()
            defer { work.remove() }
            _ = try await work.run(nil, Self.bucket.merging(["PROCESSING_MODE": mode]) { $1 }, cloud: Self.cloud(store))
            #expect(try await (store.head("snap/latest.json") != nil) == (mode == "minified"))
        }
        // Another machine has the vectors from the bucket.
        let work = try Workspace()
        defer { work.remove() }
        let report = try await work.run(nil, Self.bucket, cloud: Self.cloud(store))
        #expect(report.textsRequested == 0 && report.textsCached > 0)
    }

    @Test("Too little coverage: the run's folder has the database, nobody is led there, the cache is saved")
    func coverage() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let store = MemoryObjectStore()
        var packages = Packages((0..<9).map { "package-\($0)" })
        // Nothing in this name is a word of the model.
        packages["nameless"] = [:]
        packages.set("nameless", "pname", "\u{1F980}")
        let variables = Self.bucket.merging(["FDNIX_MIN_COVERAGE": "0.95"]) { $1 }
        #expect(await code { _ = try await work.run(packages, variables, cloud: Self.cloud(store)) } == .coverage)
        let keys = try await Self.keys(store).sorted()
        #expect(keys.count == 2 && keys[0] == "cache/fdnix-vectors.duckdb")
        #expect(keys[1].hasPrefix("snap/2") && keys[1].hasSuffix("/fdnix-data.duckdb"))
        // It is the one with the vectors that there are.
        let path = "\(work.directory)/kept.duckdb"
        try AtomicFile.write(try await store.get(keys[1]).collect(upTo: 1 << 28), to: path)
        #expect(try work.table(path, "embeddings").count == 9)
    }

    @Test("Without a database here, the packages are compared with the run that readers are led to")
    func shrunken() async throws {
        let store = MemoryObjectStore()
        let work = try Workspace()
        defer { work.remove() }
        _ = try await work.run(.sample(40), Self.bucket, cloud: Self.cloud(store))
        let before = try await Self.keys(store)
        let other = try Workspace()
        defer { other.remove() }
        #expect(await code { _ = try await other.run(.sample(5), Self.bucket, cloud: Self.cloud(store)) } == .gate)
        #expect(try await Self.keys(store) == before)
    }

    @Test("The layer is built, published and moved to; the next run with the same artifacts publishes nothing")
    func layer() async throws {
        let store = MemoryObjectStore()
        let lambda = WillingLambda(store)
        let work = try Workspace()
        defer { work.remove() }
        let variables = Self.bucket.merging(Self.layer) { $1 }
        let report = try await work.run(nil, variables, cloud: lambda.cloud)
        let key = "snap/\(report.runID)/fdnix.duckdb.layer.zip"
        #expect(
            lambda.state.withLock { $0.target } == .init(layer: "fdnix", bucket: "bucket", key: key, function: "search")
        )
        #expect(lambda.state.withLock { $0.functionLayers } == ["arn:l:1"])
        #expect(try await store.head("snap/mini.duckdb.layer.zip")?.sha256 == store.head(key)?.sha256)
        let manifest = try await Publication(store, PublicationLayout(folder: "snap")).manifest(of: report.runID)
        #expect(manifest.artifact(named: "fdnix.duckdb.layer.zip") != nil)
        // The layer alone, from the bucket, on a machine without artifacts.
        let other = try Workspace()
        defer { other.remove() }
        _ = try await other.run(nil, variables.merging(["PROCESSING_MODE": "publish"]) { $1 }, cloud: lambda.cloud)
        #expect(lambda.state.withLock { $0.published } == 1)
    }

    @Test("A function that fails with the new layer keeps the old one, and readers are not led to the run")
    func layerFails() async throws {
        let store = MemoryObjectStore()
        let lambda = WillingLambda(store, fails: true)
        let work = try Workspace()
        defer { work.remove() }
        let failure = await code {
            _ = try await work.run(nil, Self.bucket.merging(Self.layer) { $1 }, cloud: lambda.cloud)
        }
        #expect(failure == .service)
        #expect(lambda.state.withLock { $0.layers.isEmpty && $0.functionLayers.isEmpty })
        #expect(try await store.head("snap/latest.json") == nil)
    }

    @Test("Two runs save the cache at once: the second takes over the first one's vectors")
    func cacheConflict() async throws {
        try await withTemporaryDirectory { directory in
            let work = try Workspace()
            defer { work.remove() }
            let store = MemoryObjectStore()
            var run = IndexingRun(try work.configuration(nil, Self.bucket), progress: SilentProgress())
            run.cloud = Self.cloud(store)
            let storage = try #require(try RunStorage(run))
            let key = VectorCache.Key(modelID: "m", dimension: 2, templateVersion: 1)
            let (first, second) = (CacheStorage(storage), CacheStorage(storage))
            let a = try VectorCache(path: "\(directory)/a", key: key)
            let b = try VectorCache(path: "\(directory)/b", key: key)
            try await first.load(into: a)
            try await second.load(into: b)
            try a.insert(["x"], vectors: [1, 0])
            try b.insert(["y"], vectors: [0, 1])
            try a.save()
            try b.save()
            try await first.save(a)
            try await second.save(b)
            let c = try VectorCache(path: "\(directory)/c", key: key)
            try await CacheStorage(storage).load(into: c)
            #expect(try c.lookup(["x", "y"]).missing.isEmpty)
            // A file that is not a cache is replaced.
            try await store.put("cache/fdnix-vectors.duckdb", .bytes([1, 2, 3]))
            let third = CacheStorage(storage)
            try await third.load(into: c)
            try await third.save(c)
            #expect(try await store.head("cache/fdnix-vectors.duckdb")?.size ?? 0 > 1000)
        }
    }

    @Test("Whoever is always slower gives up after three tries")
    func cacheLoser() async throws {
        try await withTemporaryDirectory { directory in
            let work = try Workspace()
            defer { work.remove() }
            let store = ContestedStore()
            var run = IndexingRun(try work.configuration(nil, Self.bucket), progress: SilentProgress())
            run.cloud = Self.cloud(store)
            let storage = try #require(try RunStorage(run))
            let cache = try VectorCache(
                path: "\(directory)/a", key: .init(modelID: "m", dimension: 2, templateVersion: 1))
            #expect(await code { try await CacheStorage(storage).save(cache) } == .conflict)
            #expect(store.tries.withLock { $0 } == 3)
        }
    }
}

/// A store in which someone else is always faster.
private final class ContestedStore: ForwardingObjectStore {
    let inner: any ObjectStore = MemoryObjectStore()
    let tries = Mutex(0)

    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        tries.withLock { $0 += 1 }
        throw FdnixError(.conflict, "someone else was faster")
    }
}
