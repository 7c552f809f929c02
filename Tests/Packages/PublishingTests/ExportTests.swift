import Basics
import Catalog
import DuckDB
import JSON
import Nixpkgs
import ObjectStorage
import Synchronization
import TableConformance
import Tables
import TestSupport
import Testing

@testable import Publishing

/// Whether there is a libduckdb; noted where not.
let duckDBIsAvailable: Bool = {
    guard let reason = Library.unavailableReason else { return true }
    Skips.note("export and import", reason)
    return false
}()

/// A table that leaves part of each batch undone, is busy now and then, and refuses one item.
private final class BusyTable: ForwardingTable {
    let inner: any Table
    let refused: String?
    private let random: Mutex<SplitMix>
    private let most = Mutex(0)
    private let calls = Mutex(0)
    private let isBusy: Bool

    init(_ inner: any Table, refused: String? = nil, seed: UInt64 = 1, isBusy: Bool = true) {
        (self.inner, self.refused, self.isBusy) = (inner, refused, isBusy)
        random = Mutex(SplitMix(seed))
    }

    /// The most batches that were under way at once.
    var mostAtOnce: Int { most.withLock { $0 } }

    func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] {
        #expect((1...25).contains(writes.count))
        let now = calls.withLock { calls in
            calls += 1
            return calls
        }
        most.withLock { $0 = max($0, now) }
        defer { calls.withLock { $0 -= 1 } }
        await Task.yield()
        if let refused,
            writes.contains(where: {
                if case .put(let item) = $0 { item["packageName"]?.string == refused } else { false }
            })
        {
            throw FdnixError(.service, "no", context: ["aws_code": "ValidationException"])
        }
        guard isBusy else { return try await inner.batchWrite(writes) }
        let (kind, kept) = random.withLock { random in
            (Int.random(in: 0..<4, using: &random), Int.random(in: 0...writes.count, using: &random))
        }
        if kind == 0 { throw FdnixError(.throttled, "slower") }
        if kind == 1, kept > 0 {
            _ = try await inner.batchWrite(Array(writes.prefix(kept)))
            return Array(writes.dropFirst(kept))
        }
        return try await inner.batchWrite(writes)
    }
}

@Suite("Export and import", .enabled(if: duckDBIsAvailable))
struct ExportTests {
    private static let model = "test-model"
    private static let time = TimeSource(now: { 0 }, sleep: { _ in })

    private static func package(_ number: Int, _ random: inout SplitMix) -> Package {
        var package = Package()
        // Two of three share name and version with another.
        package.packageName = "name-\(number / 3)"
        package.version = number % 3 == 2 ? "2.0" : "1.0"
        package.attributePath = String(repeating: "set.", count: number % 3) + "p\(number)"
        package.description = "what \(number) is, \"quoted\""
        package.homepage = "https://example.org/\(number)"
        package.homepages = [package.homepage]
        package.platforms = ["x86_64-linux", "aarch64-darwin"].shuffled(using: &random)
        package.maintainers = [
            Maintainer(name: "Änne", email: "a@b", github: "ae", githubId: 7), Maintainer(name: "B"),
        ]
        var record = LicenseRecord(shortName: "mit")
        record.spdxId = "MIT"
        record.free = true
        package.license = [nil, .object(record), .string("own"), .array([record, record], op: "OR")][number % 4]
        package.broken = Bool.random(using: &random)
        package.available = Bool.random(using: &random)
        package.mainProgram = "run\(number)"
        package.outputsToInstall = ["out"]
        return package
    }

    /// A database of `count` packages, of which every fifth has no vector.
    private static func database(_ count: Int, at path: String, embedding: Bool = true) async throws {
        var random = SplitMix(5)
        let packages = (0..<count).map { package($0, &random) }
        var run = Metadata()
        run[.runID] = runID(1)
        run[.builtAt] = "2026-01-02T03:04:05+00:00"
        let options = FullDatabaseOptions(run: run, template: .words, modelID: model, dimension: 4)
        try await FullDatabase.create(at: path, options, packages: packages)
        guard embedding else { return }
        let vectors = (0..<count * 4).map { _ in Float.random(in: -1...1, using: &random) }
        let entries = packages.indices.filter { $0 % 5 != 0 }.map { (id: packages[$0].id, row: $0) }
        try await FullDatabase.update(at: path) { try $0.writeEmbeddings(entries, vectors: vectors) }
    }

    private static func exporter(_ table: any Table, _ store: any ObjectStore) -> Exporter {
        Exporter(table: table, store: store, logger: quiet, time: time)
    }

    private static func contents(_ table: MemoryTable) async throws -> [ItemKey: Item] {
        var items: [ItemKey: Item] = [:]
        for try await item in table.items() { items[try table.schema.key(of: item)] = item }
        return items
    }

    private static func objects(_ store: MemoryObjectStore) async throws -> [String: [UInt8]] {
        var objects: [String: [UInt8]] = [:]
        for try await object in store.objects() {
            objects[object.key] = try await store.get(object.key).collect(upTo: 1 << 24)
        }
        return objects
    }

    @Test("Exported, imported and exported again: the same items and the same vectors, whatever the table is busy with")
    func roundTrip() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(900, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            let busy = BusyTable(table)
            let outcome = try await Self.exporter(busy, store).export(
                "\(directory)/a.duckdb", .init(modelID: Self.model))
            #expect(outcome.items == 600)
            #expect(busy.mostAtOnce <= 4)
            let imported = try await Importer(table: table, store: store).import(
                to: "\(directory)/b.duckdb", run: runID(2))
            #expect(imported.packages == 900)
            let (otherTable, otherStore) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            let again = try await Self.exporter(otherTable, otherStore).export(
                "\(directory)/b.duckdb", .init(modelID: Self.model))
            #expect(again == outcome)
            #expect(try await Self.contents(table) == Self.contents(otherTable))
            #expect(try await Self.objects(store) == Self.objects(otherStore))
        }
    }

    @Test("An item has the attributes of the layout, and speaks for all paths of its name and version")
    func items() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(9, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            let outcome = try await Self.exporter(table, store).export(
                "\(directory)/a.duckdb", .init(modelID: Self.model))
            #expect(outcome.items == 6)
            let item = try #require(try table.get(ItemKey("name-0", "1.0"), consistent: true))
            #expect(item["attributePath"] == "p0")
            #expect(item["attributePaths"] == .list(["p0", "set.p1"]))
            // The one that speaks has no vector, so there is none.
            #expect(item["hasEmbedding"] == .bool(false) && item["embeddingUpdated"] == nil)
            #expect(item["license"] == .null)
            let other = try #require(try table.get(ItemKey("name-0", "2.0"), consistent: true))
            #expect(other["hasEmbedding"] == .bool(true) && other["embeddingUpdated"] == .int(1_767_323_045))
            #expect(other["license"] == .map(["type": "string", "value": "own"]))
            #expect(other["lastUpdated"] == "2026-01-02T03:04:05+00:00")
            #expect(
                other["maintainers"]
                    == .list([
                        .map(["name": "Änne", "email": "a@b", "github": "ae", "githubId": .int(7)]),
                        .map(["name": "B", "email": "", "github": "", "githubId": .null]),
                    ]))
            var options = Exporter.Options(modelID: Self.model)
            options.isFlat = true
            _ = try await Self.exporter(table, store).export("\(directory)/a.duckdb", options)
            let flat = try #require(try table.get(ItemKey("name-1", "2.0"), consistent: true))
            #expect(flat["license"] == .string("MIT") && flat["maintainers"] == .list(["Änne", "B"]))
        }
    }

    @Test("Vectors are in files of a hundred, in order, with an index that is written last; old files go")
    func vectorFiles() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(900, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            try await store.put("vectors/batch_99_3.json.gz", .bytes([1]))
            try await store.put("vectors/notes.txt", .bytes([1]))
            let outcome = try await Self.exporter(table, store).export(
                "\(directory)/a.duckdb", .init(modelID: Self.model))
            #expect(outcome.removedFiles == 1)
            let index = try await VectorFiles.index(
                try await store.get(VectorFiles.indexKey).collect(upTo: 1 << 20))
            #expect(index.count == outcome.vectors && index.model == Self.model && index.dimension == 4)
            var ids: [String] = []
            for (number, file) in index.files.enumerated() {
                #expect(file.key == "vectors/batch_\(number)_\(file.count).json.gz")
                #expect(file.count == 100 || number == index.files.count - 1)
                let object = try await store.get(file.key)
                #expect(object.info.contentEncoding == "gzip" && object.info.contentType == "application/json")
                #expect(object.info.metadata == ["vector-count": "\(file.count)", "dimension": "4"])
                #expect(object.info.size == file.size)
                let bytes = try await object.collect(upTo: 1 << 20)
                ids += try await VectorFiles.entries(bytes, of: file.key, dimension: 4).map(\.id)
            }
            #expect(ids == ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } && ids.count == outcome.vectors)
            #expect(try await store.head("vectors/batch_99_3.json.gz") == nil)
            #expect(try await store.head("vectors/notes.txt") != nil)
            let head = try #require(try await store.head(VectorFiles.indexKey))
            #expect(
                head.metadata
                    == ["total-vectors": "\(index.count)", "dimension": "4", "batch-files": "\(index.files.count)"])
        }
    }

    @Test("Items that the database does not have are removed when asked for, and only then")
    func pruned() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(9, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            for number in 0..<60 {
                try table.put(["packageName": "old", "version": .string("\(number)"), "lastUpdated": "x"], if: nil)
            }
            var options = Exporter.Options(modelID: Self.model)
            _ = try await Self.exporter(table, store).export("\(directory)/a.duckdb", options)
            #expect(try await Self.contents(table).count == 66)
            options.prunes = true
            let outcome = try await Self.exporter(BusyTable(table), store).export("\(directory)/a.duckdb", options)
            #expect(outcome.pruned == 60)
            #expect(try await Self.contents(table).count == 6)
        }
    }

    @Test("One item that the table refuses fails the export, and keeps no other from being written")
    func offender() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(90, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            let busy = BusyTable(table, refused: "name-7")
            await #expect {
                _ = try await Self.exporter(busy, store).export("\(directory)/a.duckdb", .init(modelID: Self.model))
            } throws: { ($0 as? FdnixError)?.code == .incompatible }
            #expect(try await Self.contents(table).count == 58)
            // The index of the vectors is the last step, and did not come.
            #expect(try await store.head(VectorFiles.indexKey) == nil)
        }
    }

    @Test("Another model's vectors are not exported")
    func otherModel() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(3, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            await #expect {
                _ = try await Self.exporter(table, store).export("\(directory)/a.duckdb", .init(modelID: "x"))
            } throws: { ($0 as? FdnixError)?.code == .usage }
        }
    }

    @Test("An export that is not whole is not imported")
    func torn() async throws {
        try await withTemporaryDirectory { directory in
            try await Self.database(300, at: "\(directory)/a.duckdb")
            let (table, store) = (MemoryTable(PackageItem.schema), MemoryObjectStore())
            let importer = Importer(table: table, store: store)
            await #expect { _ = try await importer.import(to: "\(directory)/b", run: runID(2)) } throws: {
                ($0 as? FdnixError)?.code == .notFound
            }
            _ = try await Self.exporter(table, store).export("\(directory)/a.duckdb", .init(modelID: Self.model))
            let key = try #require(try await store.list(prefix: "vectors/", token: nil, limit: 1).objects.first?.key)
            let file = try await store.get(key).collect(upTo: 1 << 20)
            try await store.put(key, .bytes(Array(file.dropLast(20))))
            await #expect(throws: FdnixError.self) {
                _ = try await importer.import(to: "\(directory)/b", run: runID(2))
            }
            try await store.delete([key])
            await #expect(throws: FdnixError.self) {
                _ = try await importer.import(to: "\(directory)/b", run: runID(2))
            }
            #expect(try FileSystem.entries(of: directory) == ["a.duckdb"])
        }
    }

    @Test("A table that writes nothing for long fails the items, after ten rounds")
    func neverWritten() async throws {
        let slept = Mutex<[Duration]>([])
        let time = TimeSource(now: { 0 }, sleep: { pause in slept.withLock { $0.append(pause) } })
        let table = StuckTable(MemoryTable(PackageItem.schema))
        let writer = TableWriter(table, logger: quiet, time: time, random: { 0.999 })
        let isGiven = Mutex(false)
        let outcome = try await writer.write {
            isGiven.withLock { isGiven in
                defer { isGiven = true }
                return isGiven ? [] : [.put(["packageName": "a", "version": "1"])]
            }
        }
        #expect(outcome == TableWriter.Outcome(written: 0, failed: 1))
        let pauses = slept.withLock { $0 }
        #expect(pauses.count == 9 && pauses.allSatisfy { $0 <= .seconds(30) })
    }

    @Test("An item that is too large loses the end of its long description, at a character")
    func tooLarge() {
        var package = Package()
        (package.packageName, package.version) = ("a", "1")
        package.longDescription = String(repeating: "ä€😀", count: 60_000)
        let item = PackageItem.item(of: package, paths: ["a"], lastUpdated: "x", embeddingUpdated: nil, isFlat: false)
        #expect(PackageItem.size(of: item) <= PackageItem.sizeLimit)
        let text = item["longDescription"]?.string ?? ""
        #expect(text.utf8.count > 390_000 && package.longDescription.hasPrefix(text))
    }
}

/// A table that leaves everything undone.
private struct StuckTable: ForwardingTable {
    let inner: any Table
    init(_ inner: any Table) { self.inner = inner }
    func batchWrite(_ writes: [BatchWrite]) async throws -> [BatchWrite] { writes }
}
