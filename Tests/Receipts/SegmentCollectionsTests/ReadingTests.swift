import Basics
import CollectionConformance
import CountedEvents
import LocalCloud
import ObjectStorage
import Platform
import ReceiptCollections
import ReceiptModel
import SegmentCollections
import Segments
import TestSupport
import Testing

@Suite struct ReadingTests {
    private static let restoring = "Restoring snapshot for words"
    private static let readingRoot = "Using EFS-backed Chroma for read-only access"

    @Test func `several restore at once and there is one version in the end`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            for number in 1...20 { try await house.publish(receipt(number), records(receipt(number), 1..<4)) }
            let counts = try await Array(0..<6).concurrentMap(limit: 6) { _ in
                let reader = house.open("other")
                try await reader.prepare()
                return try await reader.ids().count
            }
            #expect(counts == Array(repeating: 60, count: 6))
            let current = try await house.pointer()
            #expect(try house.versions(in: "other") == [current])
            #expect(house.log.count(Self.restoring) >= 1)
            #expect(house.log.count(Self.readingRoot) == 6)
        }
    }

    @Test func `what is half there is not used`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            for number in 1...9 { try await house.publish(receipt(number), records(receipt(number), 1..<4)) }
            let version = "\(directory)/root/words/versions/\(try await house.pointer())"
            let segment = try #require(try FileSystem.entries(of: version).first { $0.hasSuffix(".seg") })
            try FileSystem.remove("\(version)/\(segment)")
            #expect(try await house.open().ids().count == 27)
            #expect(house.log.count(Self.restoring) == 1 && FileSystem.exists("\(version)/\(segment)"))
            try AtomicFile.write(Array("20200101_000000_000000_00000000\n".utf8), to: "\(directory)/root/words/CURRENT")
            #expect(try await house.open().verify().count == 27)
        }
    }

    @Test func `bytes that are not those of the manifest are refused, and the older version stays`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            #expect(try await house.open("old").ids().count == 3)
            try await house.publish(receipt(2), records(receipt(2), 1..<4))
            let known = Set(
                try FileSystem.entries(of: "\(directory)/old/words/versions/\(house.versions(in: "old")[0])"))
            let keys = try await house.keys("words/snapshot/timestamped/\(try await house.pointer())/seg-")
            let key = try #require(keys.first { !known.contains(FileSystem.name(of: $0)) })
            var bytes = try await house.bucket.get(key).collect(upTo: 1 << 20)
            bytes[bytes.count - 3] ^= 1
            try await house.bucket.put(key, .bytes(bytes))
            await #expect(throws: FdnixError.self) { try await house.open("new").prepare() }
            #expect(FileSystem.kind(of: "\(directory)/new/words/CURRENT") == nil)
            #expect(try await house.open("old").ids().count == 3)
            // What adds up to another number is refused before anything is fetched.
            let hash = "words/snapshot/timestamped/\(try await house.pointer())/.snapshot_hash"
            try await house.bucket.put(hash, .bytes(Array(#"{"directory_hash":"0"}"#.utf8)))
            await #expect(throws: FdnixError.self) { try await house.open("third").prepare() }
        }
    }

    @Test func `a reader that has all it needs writes nothing anywhere`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            func files(_ path: String) throws -> [String: Int] {
                var times: [String: Int] = [:]
                for name in try FileSystem.entries(of: path) {
                    let own = "\(path)/\(name)"
                    times[own] = FileSystem.modificationTime(of: own)
                    if FileSystem.isDirectory(own) { times.merge(try files(own)) { $1 } }
                }
                return times
            }
            let before = try files("\(directory)/root")
            let store = ScriptedStore(house.bucket)
            let reader = house.open("root", store)
            try await reader.prepare()
            let found = try await reader.nearest(
                records(receipt(), 2..<3)[0].vector, limit: 2, filter: nil, isExact: false)
            #expect(found.count == 2)
            #expect(store.changes.isEmpty)
            #expect(try files("\(directory)/root") == before)
        }
    }

    @Test func `a newer version is looked for once a minute`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            let reader = house.open("other")
            #expect(try await reader.ids().count == 3)
            try await house.publish(receipt(2), records(receipt(2), 1..<4))
            #expect(try await reader.ids().count == 3)
            house.clock.advance(.seconds(61))
            #expect(try await reader.ids().count == 6)
            #expect(house.log.count(Self.restoring) == 1)
        }
    }

    @Test func `what others wrote is read where it lies, and becomes segments with the next version`() async throws {
        try await withTemporaryDirectory { directory in
            let all = records(try receipt(), 1..<4) + records(try receipt(2), 1..<4)
            try ChromaSample.write(all, collection: "words", into: "\(directory)/chroma")
            let database = try FileSystem.read("\(directory)/chroma/\(ChromaSource.database)")
            for place in ["snapshots/words/", "words/snapshot/latest/", "words/snapshot/timestamped/old/"] {
                let house = Household("\(directory)/\(place.count)")
                try await house.bucket.put(place + ChromaSource.database, .bytes(database))
                if place.hasSuffix("old/") {
                    try await house.bucket.put("words/snapshot/latest-pointer.txt", .bytes(Array(" old \n".utf8)))
                }
                let before = try await house.keys("")
                let reader = house.open()
                #expect(try await reader.records([all[4].record.id]).first?.vector == all[4].vector)
                #expect(try await reader.ids().count == 6)
                #expect(try await house.keys("") == before)
                try await house.publish(receipt(3), records(receipt(3), 1..<3))
                let summary = try await house.open("other").verify()
                #expect(summary.count == 8 && summary.space == space)
                let current = try await house.pointer()
                #expect(summary.version == current)
                #expect(try await house.open("other").records([all[4].record.id]).first?.vector == all[4].vector)
            }
        }
    }

    @Test func `a directory of Chroma that contradicts the hash beside it is refused`() async throws {
        try await withTemporaryDirectory { directory in
            let folder = "words/snapshot/latest/"
            try ChromaSample.write(records(receipt(), 1..<4), collection: "words", into: "\(directory)/chroma")
            let house = Household(directory)
            try await house.bucket.put(
                folder + ChromaSource.database,
                .bytes(FileSystem.read("\(directory)/chroma/\(ChromaSource.database)")))
            let hash = try SnapshotHash(directory: "\(directory)/chroma")
            try await house.bucket.put(
                folder + SnapshotHash.name, .bytes(hash.encoded(at: ReceiptTime(milliseconds: 0), seconds: 0)))
            #expect(try await house.open().ids().count == 3)
            try await house.bucket.put("\(folder)another", .bytes([1]))
            let error = await #expect(throws: FdnixError.self) { try await house.open("other").ids() }
            #expect(error?.code == .corrupt && error?.message.contains("does not fit the files") == true)
        }
    }

    @Test func `a root that holds a directory of Chroma is read as such`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try ChromaSample.write(records(receipt(), 1..<4), collection: "words", into: "\(directory)/root/words")
            // With a log of writes, as its header says then: SQLite would make files beside it.
            let path = "\(directory)/root/words/\(ChromaSource.database)"
            var bytes = try FileSystem.read(path)
            (bytes[18], bytes[19]) = (2, 2)
            try AtomicFile.write(bytes, to: path)
            #expect(try await house.open().ids().count == 3)
            #expect(try await house.open("root", mode: .efs).ids().count == 3)
            let beside = try FileSystem.entries(of: "\(directory)/root/words").filter {
                $0.hasPrefix(ChromaSource.database)
            }
            #expect(try beside == [ChromaSource.database] && FileSystem.read(path) == bytes)
            try await house.publish(receipt(2), records(receipt(2), 1..<4))
            #expect(try await house.open().ids().count == 6)
        }
    }

    @Test func `a version of segments where nothing points is read, and the next one is pointed at`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            let version = try await house.pointer()
            for key in try await house.keys("words/snapshot/timestamped/\(version)/") {
                try await house.bucket.copy(key, to: "snapshots/words/\(FileSystem.name(of: key))")
            }
            try await house.bucket.delete(try await house.keys("words/snapshot/"))
            #expect(try await house.open("other").ids().count == 3)
            try await house.publish(receipt(2), records(receipt(2), 1..<3), with: house.open("third"))
            #expect(try await house.open("fourth").ids().count == 5)
            #expect(try await house.pointer() != version)
        }
    }

    @Test func `the modes read where they say`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            #expect(try await house.open("root", MemoryObjectStore(), mode: .efs).ids().count == 3)
            #expect(try await house.open("empty", mode: .efs).ids().isEmpty)
            #expect(try await house.open("none", mode: .s3).ids().count == 3)
            #expect(!FileSystem.exists("\(directory)/none"))
            // A root that cannot be used is a file here.
            try AtomicFile.write([1], to: "\(directory)/file")
            #expect(try await house.open("file").ids().count == 3)
        }
    }

    @Test func `a root that failed is tried again after a while`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            try AtomicFile.write([1], to: "\(directory)/file")
            let reader = house.open("file")
            try await reader.prepare()
            #expect(try await reader.ids().count == 3)
            #expect(house.log.count(Self.readingRoot) == 0)
            try FileSystem.remove("\(directory)/file")
            house.clock.advance(.seconds(40))
            #expect(try await reader.verify().count == 3)
            #expect(!FileSystem.exists("\(directory)/file"), "not at once, as it may be slow to fail")
            house.clock.advance(.seconds(61))
            try await reader.prepare()
            #expect(try await reader.ids().count == 3)
            #expect(try house.versions(in: "file").count == 1)
            #expect(house.log.count(Self.readingRoot) == 1)
        }
    }

    @Test func `the root is said to be read where it is, and once`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let reader = house.open()
            try await reader.prepare()
            #expect(house.log.count(Self.readingRoot) == 0, "there is nothing")
            try ChromaSample.write(records(receipt(), 1..<4), collection: "words", into: "\(directory)/chroma")
            let database = try FileSystem.read("\(directory)/chroma/\(ChromaSource.database)")
            try await house.bucket.put("snapshots/words/\(ChromaSource.database)", .bytes(database))
            house.clock.advance(.seconds(61))
            try await reader.prepare()
            #expect(try await reader.ids().count == 3)
            #expect(house.log.count(Self.readingRoot) == 0, "it is converted elsewhere")
            try await house.publish(receipt(2), records(receipt(2), 1..<4), with: reader)
            for _ in 1...3 { try await reader.prepare() }
            #expect(house.log.count(Self.readingRoot) == 1)
            try await house.open("s3", mode: .s3).prepare()
            #expect(house.log.count(Self.readingRoot) == 1)
            try ChromaSample.write(records(receipt(), 1..<4), collection: "words", into: "\(directory)/own/words")
            try await house.open("own", MemoryObjectStore()).prepare()
            #expect(house.log.count(Self.readingRoot) == 2, "a directory of Chroma's at the root")
        }
    }

    @Test func `two buckets share a temporary directory and nothing else`() async throws {
        try await withTemporaryDirectory { directory in
            let houses = try [1, 2].map { number in
                Household(directory, DirectoryObjectStore("\(directory)/bucket-\(number)"))
            }
            for (place, house) in houses.enumerated() {
                let writer = house.open("root", mode: .s3)
                try await house.publish(receipt(place + 1), records(receipt(place + 1), 1..<4), with: writer)
            }
            for (place, house) in houses.enumerated() {
                let ids = try await house.open("shared", mode: .s3).ids()
                #expect(try ids == records(receipt(place + 1), 1..<4).map(\.record.id))
            }
            let empty = Household(directory, DirectoryObjectStore("\(directory)/bucket-3"))
            #expect(try await empty.open("shared", mode: .s3).ids().isEmpty)
        }
    }

    @Test func `sketches of segments that no version has any more are removed`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let root = "\(directory)/root/words"
            func sketches() throws -> Set<String> {
                Set(try FileSystem.entries(of: "\(root)/sketches").map { String($0.dropLast(".sketch".count)) })
            }
            func publish(_ numbers: ClosedRange<Int>) async throws {
                for number in numbers { try await house.publish(receipt(1), records(receipt(1), 1..<(number + 1))) }
            }
            try await publish(1...6)
            #expect(try house.versions().count < 6)
            #expect(try sketches().count == 6, "made after every version there, by the clock of the versions")
            house.clock.advance(.seconds(20 * 365 * 86_400))
            try await publish(7...12)
            let current = try #require(try house.versions().last)
            let kept = try FileSystem.entries(of: "\(root)/versions/\(current)").filter { $0.hasSuffix(".seg") }
            #expect(try sketches() == Set(kept), "all others are older than the versions there")
        }
    }

    @Test func `a root that does not answer holds up no merge, and is not empty for those who read nothing else`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(1), records(receipt(1), 1..<4), with: house.open("another"))
            let current = "\(directory)/root/words/CURRENT"
            try FileSystem.createDirectories("\(directory)/root/words")
            // Whoever opens it to read waits for somebody who writes.
            try #require(mkfifo(current, 0o600) == 0)
            defer { close(open(current, O_RDWR | O_NONBLOCK)) }
            let impatient = TimeSource(now: house.clock.source.now) { _ in try await Task.sleep(for: .milliseconds(50))
            }
            func collection(_ mode: StorageMode) -> SegmentCollection {
                SegmentCollection(
                    .words, bucket: house.bucket,
                    settings: SegmentSettings(
                        root: "\(directory)/root", mode: mode, minimumAgeMinutes: 0, space: space,
                        temporaryDirectory: "\(directory)/tmp"),
                    events: house.events, time: impatient)
            }
            let ending = try await house.publish(receipt(2), records(receipt(2), 1..<4), with: collection(.auto))
            #expect(ending.published != nil && house.log.has("does not answer"))
            #expect(try await collection(.auto).ids().count == 6)
            let silent = collection(.efs)
            try await house.publish(receipt(3), records(receipt(3), 1..<4), with: silent)
            let error = await #expect(throws: FdnixError.self) { try await silent.ids() }
            #expect(error?.code == .io)
        }
    }

    @Test func `sketches find what comparing all finds`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            _ = try await house.open().replaceAll(in: space, knowing: Ledger()) { add in
                for number in 1...60 { try await add(records(try receipt(number), 1..<101)) }
            }
            #expect(try !FileSystem.entries(of: "\(directory)/root/words/sketches").isEmpty)
            let reader = house.open()
            let wanted = records(try receipt(17), 1..<101)[40]
            let fast = try await reader.nearest(wanted.vector, limit: 3, filter: nil, isExact: false)
            let exact = try await reader.nearest(wanted.vector, limit: 3, filter: nil, isExact: true)
            #expect(fast.first?.record.id == wanted.record.id && exact.first?.record.id == wanted.record.id)
            #expect(fast.map(\.distance).first == exact.map(\.distance).first)
        }
    }
}
