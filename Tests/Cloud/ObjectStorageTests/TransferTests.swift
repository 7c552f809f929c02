import Basics
import Digests
import ObjectStorageConformance
import Platform
import Synchronization
import TestSupport
import Testing

@testable import ObjectStorage

@Suite("ObjectTransfer", .timeLimit(.minutes(15)))
struct TransferTests {
    private static let transfer = ObjectTransfer(partSize: 10_000, concurrency: 4)
    private static let bytes = Pieces(size: 123_457, pieceSize: 123_457).next() ?? []

    private struct Broken: Error {}

    /// A store with the object `a`, and a folder for what is fetched.
    private static func with(
        _ trouble: @escaping TroubledStore.Trouble = { $1 }, _ body: (TroubledStore, String) async throws -> Void
    ) async throws {
        let store = TroubledStore(trouble: trouble)
        try await store.memory.put("a", .bytes(bytes))
        try await withTemporaryDirectory { try await body(store, "\($0)/file") }
    }

    @Test("an object becomes a file, in ranges of one version")
    func whole() async throws {
        try await Self.with { store, path in
            let told = Mutex<[Int]>([])
            let info = try await Self.transfer.download("a", from: store, to: path) { count in
                told.withLock { $0.append(count) }
            }
            #expect(try FileSystem.read(path) == Self.bytes)
            #expect(info.sha256 == (try Digest.hash(.sha256, Self.bytes)).hexadecimal)
            #expect(store.ranges.count == 13)
            let counts = told.withLock { $0 }
            #expect(counts == counts.sorted() && counts.last == Self.bytes.count)
            #expect(try FileSystem.entries(of: FileSystem.directory(of: path)) == ["file"])
        }
    }

    @Test("objects of no bytes, one part, and parts that fit", arguments: [0, 1, 9_999, 10_000, 10_001, 40_000])
    func sizes(_ size: Int) async throws {
        try await Self.with { store, path in
            let bytes = Array(Self.bytes.prefix(size))
            try await store.memory.put("b", .bytes(bytes))
            try await Self.transfer.download("b", from: store, to: path)
            #expect(try FileSystem.read(path) == bytes)
        }
    }

    @Test("a download that failed goes on with what is missing")
    func goesOn() async throws {
        let isBroken = Mutex(true)
        try await Self.with({ options, bytes in
            let fails = isBroken.withLock { $0 } && (options.range?.lowerBound ?? 0) >= 60_000
            if fails { throw Broken() }
            return bytes
        }) { store, path in
            try AtomicFile.write([7], to: path)
            await #expect(throws: Broken.self) { try await Self.transfer.download("a", from: store, to: path) }
            #expect(try FileSystem.read(path) == [7])
            let before = store.ranges.count
            isBroken.withLock { $0 = false }
            try await Self.transfer.download("a", from: store, to: path)
            #expect(try FileSystem.read(path) == Self.bytes)
            #expect((7...10).contains(store.ranges.count - before))
            #expect(try FileSystem.entries(of: FileSystem.directory(of: path)) == ["file"])
        }
    }

    @Test("a download that was killed goes on with what is missing")
    func killed() async throws {
        try await withTemporaryDirectory { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                let store = TroubledStore { options, bytes in
                    if options.range?.lowerBound == 90_000 { Platform.kill(getpid(), SIGKILL) }
                    return bytes
                }
                try await store.memory.put("a", .bytes(Self.bytes))
                try await Self.transfer.download("a", from: store, to: "\(folder)/file")
            }
            #expect(!FileSystem.exists("\(folder)/file"))
            let store = TroubledStore { $1 }
            try await store.memory.put("a", .bytes(Self.bytes))
            try await Self.transfer.download("a", from: store, to: "\(folder)/file")
            #expect(try FileSystem.read("\(folder)/file") == Self.bytes)
            #expect(store.ranges.count < 13)
        }
    }

    @Test("an object that is replaced meanwhile is fetched anew, never mixed")
    func replaced() async throws {
        let isReplaced = Mutex(false)
        let memory = MemoryObjectStore()
        let second = [UInt8](repeating: 9, count: 100_000)
        let store = TroubledStore(memory) { options, bytes in
            let replaces = isReplaced.withLock { isReplaced in
                defer { isReplaced = isReplaced || options.range?.lowerBound == 50_000 }
                return !isReplaced && options.range?.lowerBound == 50_000
            }
            if replaces { try await memory.put("a", .bytes(second)) }
            return bytes
        }
        try await memory.put("a", .bytes(Self.bytes))
        try await withTemporaryDirectory { folder in
            let info = try await Self.transfer.download("a", from: store, to: "\(folder)/file")
            #expect(try FileSystem.read("\(folder)/file") == second)
            #expect(info.size == second.count)
        }
    }

    @Test("bytes that were changed on the way are told, and nothing is written")
    func corrupt() async throws {
        try await Self.with({ options, bytes in
            var bytes = bytes
            if options.range?.lowerBound == 20_000 { bytes[5] ^= 1 }
            return bytes
        }) { store, path in
            try AtomicFile.write([7], to: path)
            let error = await #expect(throws: FdnixError.self) {
                try await Self.transfer.download("a", from: store, to: path)
            }
            #expect(error?.code == .corrupt)
            #expect(try FileSystem.entries(of: FileSystem.directory(of: path)) == ["file"])
            #expect(try FileSystem.read(path) == [7])
        }
    }

    @Test("other bytes than the caller knows are refused, and ranges of another length")
    func refused() async throws {
        try await Self.with { store, path in
            let wrong = String(repeating: "0", count: 64)
            let error = await #expect(throws: FdnixError.self) {
                try await Self.transfer.download("a", from: store, to: path, sha256: wrong)
            }
            #expect(error?.code == .corrupt && !FileSystem.exists(path))
        }
        for change: @Sendable ([UInt8]) -> [UInt8] in [{ $0 + [0] }, { $0.dropLast() }] {
            try await Self.with({ $0.range?.lowerBound == 30_000 ? change($1) : $1 }) { store, path in
                let error = await #expect(throws: FdnixError.self) {
                    try await Self.transfer.download("a", from: store, to: path)
                }
                #expect(error?.code == .network && !FileSystem.exists(path))
            }
        }
    }

    @Test("two downloads into one file do not meet")
    func two() async throws {
        let (started, starter) = AsyncStream.makeStream(of: Void.self)
        let (going, goer) = AsyncStream.makeStream(of: Void.self)
        try await Self.with({ options, bytes in
            guard options.range?.lowerBound == 0 else { return bytes }
            starter.yield()
            for await _ in going { break }
            return bytes
        }) { store, path in
            async let first = Self.transfer.download("a", from: store, to: path)
            for await _ in started { break }
            let error = await #expect(throws: FdnixError.self) {
                try await Self.transfer.download("a", from: store, to: path)
            }
            #expect(error?.message.contains("another process") == true)
            goer.yield()
            _ = try await first
            #expect(try FileSystem.read(path) == Self.bytes)
        }
    }

    @Test("what is not there is told as such")
    func missing() async throws {
        try await Self.with { store, path in
            let error = await #expect(throws: FdnixError.self) {
                try await Self.transfer.download("none", from: store, to: path)
            }
            #expect(error?.code == .notFound && !FileSystem.exists(path))
        }
    }

    @Test("a journal counts what it says in whole lines, of one version")
    func journal() {
        let version = DownloadPlan.Version(tag: "t 1", plan: DownloadPlan(size: 95, partSize: 10), boot: "b")
        #expect(version.plan.parts == 0..<10)
        #expect(version.plan.range(of: 9) == 90..<95)
        let text = DownloadJournal.head(version) + [3, 0, 9].map(DownloadJournal.line).joined()
        #expect(DownloadJournal.parts(in: text, of: version) == [0, 3, 9])
        #expect(DownloadJournal.parts(in: text + "1", of: version) == [0, 3, 9])
        #expect(DownloadJournal.parts(in: text + "10\n", of: version) == [])
        var other = version
        other.tag = "t"
        #expect(DownloadJournal.parts(in: text, of: other) == [])
        other = version
        other.boot = "c"
        #expect(DownloadJournal.parts(in: text, of: other) == [])
        var random = SplitMix(1)
        for _ in 0..<TestSettings.fuzzIterations() {
            var bytes = Array(text.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            let parts = DownloadJournal.parts(in: String(decoding: bytes, as: UTF8.self), of: version)
            #expect(parts.allSatisfy(version.plan.parts.contains))
        }
    }
}
