import Basics
import Compression
import JSON
import LocalCloud
import ObjectStorage
import ObjectStorageConformance
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Publishing

@Suite("Updates", .timeLimit(.minutes(15)))
struct UpdaterTests {
    /// A publication in a directory, a web server before it, and a reader's directory.
    struct Scene {
        var directory: String
        var web: StaticFiles
        var source: WebSource
        var updater: Updater
        var reader: String { "\(directory)/reader" }
        var publication: Publication {
            Publication(DirectoryObjectStore("\(directory)/web"), PublicationLayout(folder: "pub"))
        }

        func publish(_ number: Int, signing: SigningKey? = nil, compressed: Bool = true, size: Int = 3000) async throws
        {
            var run = try LocalRun(number, in: "\(directory)/run-\(number)", size: size)
            if compressed {
                let copy = "\(run.directory)/fdnix.idx.gz"
                try Gzip.compress("\(run.directory)/fdnix.idx", to: copy)
                run.paths["fdnix.idx.gz"] = copy
            }
            _ = try await Publisher(publication, logger: quiet).publish(
                run.manifest, paths: run.paths, signing: signing)
        }

        /// A publisher's key, and the options of a reader who pins it.
        func signing() throws -> (key: SigningKey, options: Updater.Options) {
            let file = "\(directory)/key.pem"
            try AtomicFile.write(Array(SigningTests.privateKey.utf8), to: file)
            let key = try SigningKey(file: file)
            var options = Updater.Options()
            options.key = try key.verificationKey()
            return (key, options)
        }

        func file(_ name: String) -> [UInt8]? { try? FileSystem.read("\(reader)/\(name)") }
    }

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try FileSystem.createDirectories("\(directory)/web")
            let web = try StaticFiles("\(directory)/web")
            try await body(
                Scene(
                    directory: directory, web: web, source: try webSource(web.url + "/pub/"),
                    updater: Updater("\(directory)/reader") { _ in }))
        }
    }

    @Test("A directory of static files behind a web server is enough: the compressed index is fetched, and unpacked")
    func fromTheWeb() async throws {
        try await withScene { scene in
            try await scene.publish(1)
            let outcome = try await scene.updater.update(from: scene.source)
            #expect(outcome == Updater.Outcome(runID: runID(1), replaced: ["fdnix.idx"], isSigned: false))
            #expect(scene.file("fdnix.idx") == LocalRun.content("fdnix.idx", 1, 3000))
            #expect(
                scene.web.requests
                    == ["latest.json", "\(runID(1))/manifest.json", "\(runID(1))/fdnix.idx.gz"]
                    .map { "/pub/" + $0 })
            #expect(
                try FileSystem.entries(of: scene.reader) == [
                    ".fdnix-update.json", ".fdnix.lock", "fdnix.idx", "manifest.json",
                ])
            #expect(Updater.rememberedAddress(in: scene.reader) == scene.web.url + "/pub")
        }
    }

    @Test("An unchanged publication moves less than 2 KB, and one request")
    func unchanged() async throws {
        try await withScene { scene in
            try await scene.publish(1)
            _ = try await scene.updater.update(from: scene.source)
            let (bytes, requests) = (scene.web.sentBytes, scene.web.requests.count)
            let outcome = try await scene.updater.update(from: scene.source)
            #expect(outcome.replaced.isEmpty && outcome.runID == runID(1))
            #expect(scene.web.sentBytes - bytes < 2048 && scene.web.requests.count == requests + 1)
            // A server that knows no tags.
            scene.web.hasTags.withLock { $0 = false }
            let before = scene.web.sentBytes
            #expect(try await scene.updater.update(from: scene.source).replaced.isEmpty)
            #expect(scene.web.sentBytes - before < 2048 && scene.web.requests.count == requests + 2)
        }
    }

    @Test("Only what changed is fetched, also after the memory of it is gone")
    func onlyChanges() async throws {
        try await withScene { scene in
            var options = Updater.Options()
            options.all = true
            try await scene.publish(1)
            let first = try await scene.updater.update(from: scene.source, options)
            #expect(first.replaced == ["fdnix-data.duckdb", "fdnix.duckdb", "fdnix.idx"])
            try await scene.publish(2)
            let second = try await scene.updater.update(from: scene.source, options)
            #expect(second.replaced == ["fdnix-data.duckdb", "fdnix.idx"])
            try FileSystem.remove("\(scene.reader)/.fdnix-update.json")
            #expect(try await scene.updater.update(from: scene.source, options).replaced.isEmpty)
            // Touched by someone else: noticed without news.
            try AtomicFile.write([1, 2, 3], to: "\(scene.reader)/fdnix.duckdb")
            #expect(try await scene.updater.update(from: scene.source, options).replaced == ["fdnix.duckdb"])
            try AtomicFile.write(Array("{".utf8), to: "\(scene.reader)/.fdnix-update.json")
            #expect(try await scene.updater.update(from: scene.source, options).replaced.isEmpty)
        }
    }

    @Test("A download that breaks goes on where it broke, in the next run too; the old index is whole meanwhile")
    func resumed() async throws {
        try await withScene { scene in
            try await scene.publish(1, compressed: false, size: 100_000)
            _ = try await scene.updater.update(from: scene.source)
            try await scene.publish(2, compressed: false, size: 100_000)
            scene.web.portion.withLock { $0 = 30_000 }
            for _ in 0..<2 {
                await #expect(throws: FdnixError.self) { _ = try await scene.updater.update(from: scene.source) }
                #expect(scene.file("fdnix.idx") == LocalRun.content("fdnix.idx", 1, 100_000))
            }
            scene.web.portion.withLock { $0 = nil }
            #expect(try await scene.updater.update(from: scene.source).replaced == ["fdnix.idx"])
            #expect(scene.file("fdnix.idx") == LocalRun.content("fdnix.idx", 2, 100_000))
            let ranges = scene.web.requests.compactMap { $0.firstIndex(of: " ").map(String.init(describing:)) }
            #expect(ranges.count == 2)
            #expect(scene.web.requests.last == "/pub/\(runID(2))/fdnix.idx bytes=60000-")
        }
    }

    @Test("Wrong bytes are never swapped in, and fetched anew afterwards", arguments: [false, true])
    func wrongBytes(compressed: Bool) async throws {
        try await withScene { scene in
            try await scene.publish(1, compressed: compressed)
            _ = try await scene.updater.update(from: scene.source)
            try await scene.publish(2, compressed: compressed)
            let path = "\(scene.directory)/web/pub/\(runID(2))/fdnix.idx" + (compressed ? ".gz" : "")
            let good = try FileSystem.read(path)
            var bad = good
            bad[bad.count / 2] ^= 1
            for bytes in [bad, Array(good.dropLast()), good + [0]] {
                try AtomicFile.write(bytes, to: path)
                await #expect {
                    _ = try await scene.updater.update(from: scene.source)
                } throws: { ($0 as? FdnixError)?.code == .corrupt }
                #expect(scene.file("fdnix.idx") == LocalRun.content("fdnix.idx", 1, 3000))
            }
            try AtomicFile.write(good, to: path)
            #expect(try await scene.updater.update(from: scene.source).replaced == ["fdnix.idx"])
        }
    }

    @Test("An index that this program cannot read is not swapped in")
    func incompatible() async throws {
        try await withScene { scene in
            try await scene.publish(1)
            _ = try await scene.updater.update(from: scene.source)
            try await scene.publish(2)
            let updater = Updater(scene.reader) { _ in throw FdnixError(.incompatible, "of the future") }
            await #expect { _ = try await updater.update(from: scene.source) } throws: {
                ($0 as? FdnixError)?.code == .incompatible
            }
            #expect(scene.file("fdnix.idx") == LocalRun.content("fdnix.idx", 1, 3000))
        }
    }

    @Test("With a pinned key only what its owner signed is taken, and the key is remembered")
    func signatures() async throws {
        try await withScene { scene in
            let (signing, options) = try scene.signing()
            func denied(_ options: Updater.Options) async {
                await #expect { _ = try await scene.updater.update(from: scene.source, options) } throws: {
                    ($0 as? FdnixError)?.code == .denied
                }
            }
            try await scene.publish(1)
            await denied(options)
            #expect(scene.file("fdnix.idx") == nil)
            try await scene.publish(2, signing: signing)
            #expect(try await scene.updater.update(from: scene.source, options).isSigned)
            // Not given again, and still asked for.
            try await scene.publish(3)
            await denied(Updater.Options())
            // Signed, but another run's.
            let folder = "\(scene.directory)/web/pub"
            try FileSystem.copy(
                "\(folder)/\(runID(2))/manifest.json.sig", to: "\(folder)/\(runID(3))/manifest.json.sig")
            await denied(Updater.Options())
            #expect(scene.file("fdnix.idx") == LocalRun.content("fdnix.idx", 2, 3000))
        }
    }

    @Test("A signed run that is older than the one here is refused: someone may hold news back")
    func heldBack() async throws {
        try await withScene { scene in
            let (signing, pinned) = try scene.signing()
            var options = pinned
            for number in [1, 2] { try await scene.publish(number, signing: signing) }
            _ = try await scene.updater.update(from: scene.source, options)
            let old = LatestPointer(runID: runID(1), manifestKey: "")
            try AtomicFile.write(old.encoded, to: "\(scene.directory)/web/pub/latest.json")
            await #expect { _ = try await scene.updater.update(from: scene.source) } throws: {
                ($0 as? FdnixError)?.code == .gate
            }
            options.allowsOlder = true
            #expect(try await scene.updater.update(from: scene.source, options).runID == runID(1))
        }
    }

    @Test("Two updates at once: the second is told, and changes nothing")
    func locked() async throws {
        try await withScene { scene in
            try await scene.publish(1)
            try FileSystem.createDirectories(scene.reader)
            let lock = try FileLock(path: "\(scene.reader)/.fdnix.lock", busy: "")
            await #expect { _ = try await scene.updater.update(from: scene.source) } throws: {
                ($0 as? FdnixError)?.code == .io
            }
            withExtendedLifetime(lock) {}
            #expect(scene.file("fdnix.idx") == nil)
        }
    }

    @Test("Nothing published, or something else: one clear error")
    func nothingThere() async throws {
        try await withScene { scene in
            await #expect { _ = try await scene.updater.update(from: scene.source) } throws: {
                ($0 as? FdnixError)?.code == .notFound
            }
            try FileSystem.createDirectories("\(scene.directory)/web/pub")
            try AtomicFile.write(Array("<html>".utf8), to: "\(scene.directory)/web/pub/latest.json")
            await #expect { _ = try await scene.updater.update(from: scene.source) } throws: {
                ($0 as? FdnixError)?.code == .malformedInput
            }
        }
        #expect(throws: FdnixError.self) { try WebSource("ftp://x/", logger: quiet) }
        #expect(throws: FdnixError.self) { try WebSource("https://x/?a=b", logger: quiet) }
    }

    @Test("From a store: fetched, unchanged, resumed where a read broke off")
    func fromAStore() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryObjectStore()
            let publication = Publication(store, PublicationLayout(folder: ""))
            let run = try LocalRun(1, in: "\(directory)/run", size: 100_000)
            _ = try await Publisher(publication, logger: quiet).publish(run.manifest, paths: run.paths)
            let cutting = CuttingStore(store, cuts: 1)
            let source = StoreSource(
                Publication(cutting, publication.layout), address: "memory:",
                transfer: ObjectTransfer(partSize: 30_000, concurrency: 1))
            let updater = Updater("\(directory)/reader") { _ in }
            await #expect(throws: FdnixError.self) { _ = try await updater.update(from: source) }
            #expect(!FileSystem.exists("\(directory)/reader/fdnix.idx"))
            #expect(try await updater.update(from: source).replaced == ["fdnix.idx"])
            #expect(
                try FileSystem.read("\(directory)/reader/fdnix.idx") == LocalRun.content("fdnix.idx", 1, 100_000))
            // What had arrived is not asked for again.
            let parts = [0..<30_000, 30_000..<60_000, 60_000..<90_000, 90_000..<100_000]
            #expect(cutting.ranges == parts.prefix(3) + parts.suffix(2))
            #expect(try await updater.update(from: source).replaced.isEmpty)
        }
    }
}

/// A store whose reads of large objects break in the middle, as often as it is told.
private final class CuttingStore: ForwardingObjectStore {
    let inner: any ObjectStore
    private let state: Mutex<(cuts: Int, ranges: [Range<Int>?])>

    init(_ inner: any ObjectStore, cuts: Int) {
        self.inner = inner
        state = Mutex((cuts, []))
    }

    /// What was asked for of large objects, nil for the whole.
    var ranges: [Range<Int>?] { state.withLock { $0.ranges } }

    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let object = try await inner.get(key, options)
        guard object.info.size >= 100_000 else { return object }
        // The third read and those after it break.
        let isCut = state.withLock { state in
            state.ranges.append(options.range)
            guard state.ranges.count > 2, state.cuts > 0 else { return false }
            state.cuts -= 1
            return true
        }
        guard isCut else { return object }
        let bytes = try await object.collect(upTo: 1 << 20)
        let isFirst = Mutex(true)
        let body = ObjectBody {
            let gives = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            guard gives else { throw FdnixError(.network, "cut", underlying: FailingStore.Failure()) }
            return Array(bytes.prefix(bytes.count / 2))
        }
        return StoredObject(info: object.info, body: body)
    }
}
