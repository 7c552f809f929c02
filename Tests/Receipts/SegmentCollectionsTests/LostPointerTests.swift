import Basics
import CollectionConformance
import ObjectStorage
import ObjectStorageConformance
import ReceiptCollections
import ReceiptModel
import SegmentCollections
import Segments
import Synchronization
import TestSupport
import Testing

/// What happens where the pointer is gone, and where it only seems so.
@Suite struct LostPointerTests {
    @Test func `a pointer that is gone is no empty collection`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, _) = try await Household.verified(in: directory)
            let newest = try await house.pointer()
            try await house.bucket.delete([Household.pointerKey])
            for (root, named) in [("root", "the version \(newest) is there"), ("other", "the versions \(newest), ")] {
                let error = await refusal(house.open(root))
                #expect(error?.code == .notFound && error?.message.contains(named) == true)
                let ending = try await house.publish(receipt(3), records(receipt(3), 1..<4), with: house.open(root))
                #expect(ending.published == nil && ending.endings.returned.count == 1)
            }
            #expect(try await house.open().ids().count == 6, "readers make do with what they have")
            try await house.bucket.put(Household.pointerKey, .bytes(Array(newest.utf8)))
            try await house.publish(receipt(4), records(receipt(4), 1..<4))
            #expect(try await house.open("other").verify().count == 9)
        }
    }

    @Test func `what lies beside the versions does not stand in for a pointer that is gone`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let imported = house.open("import")
            try await house.publish(receipt(9), records(receipt(9), 1..<3), with: imported)
            let first = try await house.pointer()
            // As a collection looks that was brought along: a version of segments where older programs have their one.
            for key in try await house.keys("words/snapshot/timestamped/\(first)/") {
                let name = key.split(separator: "/").last ?? ""
                _ = try await house.bucket.copy(key, to: "words/snapshot/latest/\(name)", .always)
                try await house.bucket.delete([key])
            }
            try await house.bucket.delete([Household.pointerKey])
            #expect(try await house.open("fresh").ids().count == 2)
            for number in 1...2 {
                try await house.publish(receipt(number), records(receipt(number), 1..<4), with: house.open("root"))
            }
            #expect(try await house.open("root").verify().count == 8)
            try await house.bucket.delete([Household.pointerKey])
            for root in ["root", "other"] { #expect(await refusal(house.open(root))?.code == .notFound) }
            let ending = try await house.publish(receipt(3), records(receipt(3), 1..<4), with: house.open("other"))
            #expect(ending.published == nil)
            let error = await #expect(throws: FdnixError.self) {
                try await house.open("other").replaceAll(in: space, knowing: Ledger()) { _ in }
            }
            #expect(error?.code == .notFound, "an import would drop what is known of receipts")
        }
    }

    @Test func `the version that is named is the newest, whatever this machine had last`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, _) = try await Household.verified(in: directory)
            let old = house.open("old", mode: .auto)
            try await old.prepare()
            try await house.publish(receipt(3), records(receipt(3), 1..<4))
            let newest = try await house.pointer()
            try await house.bucket.delete([Household.pointerKey])
            #expect(await refusal(old)?.message.contains("the versions \(newest), ") == true)
            // Two versions made of the same one: whoever died before it moved the pointer leaves such a thing.
            for number in 4...5 {
                try await house.bucket.put(Household.pointerKey, .bytes(Array(newest.utf8)))
                try await house.publish(receipt(number), records(receipt(number), 1..<4), with: house.open("other"))
            }
            let published = try await house.pointer()
            try await house.bucket.delete([Household.pointerKey])
            #expect(await refusal(house.open("other"))?.message.contains("the version \(published) is there") == true)
            let message = await refusal(house.open("fresh"))?.message ?? ""
            #expect(message.contains("the versions \(published), ") && message.contains(", \(newest) are there"))
        }
    }

    @Test func `versions of Chroma's without a pointer are no empty collection`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try ChromaSample.write(records(receipt(), 1..<4), collection: "words", into: "\(directory)/chroma")
            let database = try FileSystem.read("\(directory)/chroma/\(ChromaSource.database)")
            let key = "words/snapshot/timestamped/20250101_000000/\(ChromaSource.database)"
            try await house.bucket.put(key, .bytes(database))
            #expect(await refusal(house.open())?.message.contains("the version 20250101_000000 is there") == true)
            let ending = try await house.publish(receipt(2), records(receipt(2), 1..<4))
            #expect(ending.published == nil && ending.endings.returned.count == 1)
            try await house.bucket.put(Household.pointerKey, .bytes(Array("20250101_000000".utf8)))
            try await house.publish(receipt(2), records(receipt(2), 1..<4))
            #expect(try await house.open().verify().count == 6)
        }
    }

    @Test func `a store that fails while the versions are looked at is not an empty one`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, folder) = try await Household.verified(in: directory)
            try await house.bucket.delete([Household.pointerKey])
            let failing = FailingStore(house.bucket, key: "\(folder)\(SnapshotDirectory.manifestName)")
            let reader = house.open("other", failing, mode: .s3)
            #expect(await refusal(reader)?.code == .network)
        }
    }

    /// A store that cannot give one object.
    private final class FailingStore: ForwardingObjectStore {
        let inner: any ObjectStore
        private let key: String

        init(_ inner: any ObjectStore, key: String) { (self.inner, self.key) = (inner, key) }

        func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
            guard key != self.key else { throw FdnixError(.network, "no answer") }
            return try await inner.get(key, options)
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
            } catch let error as FdnixError where key == Household.pointerKey && error.code == .notFound {
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
                    guard key != Household.pointerKey else { throw FdnixError(.denied, "gone") }
                    return try await inner.put(key, content, options)
                }
                let lost = try await house.publish(
                    receipt(number), records(receipt(number), 1..<4), with: house.open("root", store))
                #expect(lost.published == nil)
            }
            // One died before the whole of it was there.
            for (suffix, number) in [(SnapshotHash.name, 1), (SnapshotDirectory.manifestName, 2)] {
                let key = "words/snapshot/timestamped/20250101_00000\(number)_000000_00000000/"
                try await house.bucket.put(key + "manifest.json", .bytes(Array("{}".utf8)))
                try await house.bucket.put("\(key)\(suffix)", .bytes([1]))
            }
            try await house.publish(receipt(3), records(receipt(3), 1..<4))
            #expect(try await house.open("other").verify().count == 3)
            // The only one that there ever was: the root knows that readers were led to it.
            try await house.bucket.delete([Household.pointerKey])
            #expect(await refusal(house.open())?.code == .notFound)
        }
    }
}
