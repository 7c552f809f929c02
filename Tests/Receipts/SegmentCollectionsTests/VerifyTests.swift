import Basics
import CollectionConformance
import LocalCloud
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import SegmentCollections
import TestSupport
import Testing

/// What `verify` finds in the bucket, where a root has a copy that is whole.
@Suite struct VerifyTests {
    @Test func `a version without its hash is refused though the root has all of it`() async throws {
        try await withTemporaryDirectory { directory in
            let (house, folder) = try await Household.verified(in: directory)
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
            let (house, folder) = try await Household.verified(in: directory, store)
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
            let (house, _) = try await Household.verified(in: directory)
            try await house.bucket.put(Household.pointerKey, .bytes(Array("20990101_000000_000000_00000000".utf8)))
            let error = await refusal(house.open())
            #expect(error?.message.contains("20990101_000000_000000_00000000, which is not there") == true)
            #expect(try await house.open().ids().count == 6, "readers make do with what they have")
            #expect(try await house.open("root", MemoryObjectStore(), mode: .efs).verify().count == 6)
            // Led back by hand: readers follow, though the root keeps to the later version for those who have nothing but it.
            let first = try #require(try house.versions().min())
            try await house.bucket.put(Household.pointerKey, .bytes(Array(first.utf8)))
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

    @Test func `a snapshot of Chroma's that cannot be read is refused though the root has an older version`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let (house, _) = try await Household.verified(in: directory)
            let key = "words/snapshot/timestamped/chroma/\(ChromaSource.database)"
            try await house.bucket.put(Household.pointerKey, .bytes(Array("chroma".utf8)))
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
