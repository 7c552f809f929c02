import Basics
import CollectionConformance
import LocalCloud
import ObjectStorage
import ObjectStorageConformance
import ReceiptCollections
import ReceiptModel
import SegmentCollections
import Synchronization
import TestSupport
import Testing

/// What `verify` finds in the bucket, where a root has a copy that is whole.
@Suite struct VerifyTests {
    static let pointer = "words/snapshot/latest-pointer.txt"

    /// A collection of two versions that is whole, in the bucket and at the root, and what the newest one's keys begin with.
    private func household(
        in directory: String, _ bucket: any ObjectStore = MemoryObjectStore()
    ) async throws -> (Household, folder: String) {
        let house = Household(directory, bucket)
        for number in 1...2 { try await house.publish(receipt(number), records(receipt(number), 1..<4)) }
        #expect(try await house.open().verify().count == 6)
        return (house, "words/snapshot/timestamped/\(try await house.pointer())/")
    }

    private func refusal(_ collection: SegmentCollection) async -> FdnixError? {
        await #expect(throws: FdnixError.self) { try await collection.verify() }
    }

    @Test func `a version without its hash is refused though the root has all of it`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, folder) = try await household(in: directory)
            try await house.bucket.delete(["\(folder).snapshot_hash"])
            let error = await refusal(house.open())
            #expect(error?.code == .corrupt && error?.message.contains(".snapshot_hash is missing") == true)
            #expect(try await house.open("root", mode: .efs).verify().count == 6)
        }
    }

    @Test(arguments: [true, false])
    func `bytes of a segment that are others are refused`(isDirectory: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let store: any ObjectStore =
                isDirectory ? DirectoryObjectStore("\(directory)/objects") : MemoryObjectStore()
            let (house, folder) = try await household(in: directory, store)
            let key = try #require(try await house.keys("\(folder)seg-").last)
            var bytes = try await store.get(key).collect(upTo: 1 << 20)
            bytes[bytes.count - 3] ^= 1
            try await store.put(key, .bytes(bytes))
            let error = await refusal(house.open())
            #expect(error?.code == .corrupt && error?.message.contains("\(key) in") == true)
            try await store.put(key, .bytes(Array(bytes.dropLast())))
            #expect(await refusal(house.open())?.message.contains("another size") == true)
            try await store.delete([key])
            #expect(await refusal(house.open())?.message.contains("is missing") == true)
        }
    }

    @Test func `a pointer that leads nowhere, is refused, and one that leads back is followed`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, _) = try await household(in: directory)
            try await house.bucket.put(Self.pointer, .bytes(Array("20990101_000000_000000_00000000".utf8)))
            let error = await refusal(house.open())
            #expect(error?.message.contains("20990101_000000_000000_00000000, which is not there") == true)
            #expect(try await house.open().ids().count == 6, "readers make do with what they have")
            #expect(try await house.open("root", MemoryObjectStore(), mode: .efs).verify().count == 6)
            // Led back by hand: readers follow, though the root keeps to the later version for those who have nothing but it.
            let first = try #require(try house.versions().min())
            try await house.bucket.put(Self.pointer, .bytes(Array(first.utf8)))
            for root in ["root", "root", "other"] {
                let reader = house.open(root)
                #expect(try await reader.ids().count == 3)
                #expect(try await reader.verify().version == first)
            }
            #expect(try await house.open("root", mode: .efs).verify().version != first)
            // What is published next is made of it.
            try await house.publish(receipt(3), records(receipt(3), 1..<4))
            #expect(try await house.open("root", mode: .efs).ids().count == 6)
        }
    }

    @Test func `a pointer that is gone is no empty collection`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, _) = try await household(in: directory)
            let newest = try await house.pointer()
            try await house.bucket.delete([Self.pointer])
            for root in ["root", "other"] {
                let error = await refusal(house.open(root))
                #expect(error?.code == .notFound && error?.message.contains("the version \(newest) is there") == true)
                let ending = try await house.publish(receipt(3), records(receipt(3), 1..<4), with: house.open(root))
                #expect(ending.published == nil && ending.endings.returned.count == 1)
            }
            #expect(try await house.open().ids().count == 6, "readers make do with what they have")
            try await house.bucket.put(Self.pointer, .bytes(Array(newest.utf8)))
            try await house.publish(receipt(4), records(receipt(4), 1..<4))
            #expect(try await house.open("other").verify().count == 9)
        }
    }

    @Test(arguments: [1, 2])
    func `versions that another publishes while the first pointer is looked for are not a lost one`(count: Int)
        async throws
    {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let late = LateStore(house.bucket) {
                for number in 1...count {
                    try await house.publish(receipt(number), records(receipt(number), 1..<4))
                }
            }
            try await house.publish(receipt(3), records(receipt(3), 1..<4), with: house.open("root", late))
            #expect(late.isOver, "the others were not there when the pointer was looked for")
            #expect(try await house.open("other").verify().count == 3 * count + 3)
        }
    }

    /// A store in which others work before the first one learns that there is no pointer.
    private final class LateStore: ForwardingObjectStore {
        let inner: any ObjectStore
        private let others: @Sendable () async throws -> Void
        private let isBusy = Mutex(true)

        init(_ inner: any ObjectStore, others: @escaping @Sendable () async throws -> Void) {
            (self.inner, self.others) = (inner, others)
        }

        var isOver: Bool { isBusy.withLock { !$0 } }

        func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
            do {
                return try await inner.get(key, options)
            } catch let error as FdnixError where key == VerifyTests.pointer && error.code == .notFound {
                let isFirst = isBusy.withLock { busy in
                    defer { busy = false }
                    return busy
                }
                if isFirst { try await others() }
                throw error
            }
        }
    }

    @Test func `a first version that nobody was led to stops nobody`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            for number in 1...2 {
                // As if the compactor had died before it moved the pointer.
                let store = ScriptedStore(house.bucket) { inner, key, content, options in
                    guard key != Self.pointer else { throw FdnixError(.denied, "gone") }
                    return try await inner.put(key, content, options)
                }
                let lost = try await house.publish(
                    receipt(number), records(receipt(number), 1..<4), with: house.open("root", store))
                #expect(lost.published == nil)
            }
            try await house.publish(receipt(3), records(receipt(3), 1..<4))
            #expect(try await house.open("other").verify().count == 3)
            // The only one that there ever was: the root knows that readers were led to it.
            try await house.bucket.delete([Self.pointer])
            #expect(await refusal(house.open())?.code == .notFound)
        }
    }

    @Test func `a snapshot of Chroma's that cannot be read is refused though the root has an older version`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let (house, _) = try await household(in: directory)
            let key = "words/snapshot/timestamped/chroma/\(ChromaSource.database)"
            try await house.bucket.put(Self.pointer, .bytes(Array("chroma".utf8)))
            try await house.bucket.put(key, .bytes(Array("not a database".utf8)))
            #expect(await refusal(house.open()) != nil)
            try ChromaSample.write(records(receipt(), 1..<4), collection: "words", into: "\(directory)/chroma")
            try await house.bucket.put(
                key, .bytes(try FileSystem.read("\(directory)/chroma/\(ChromaSource.database)")))
            let summary = try await house.open().verify()
            #expect(summary.count == 3 && summary.version == "chroma")
        }
    }
}
