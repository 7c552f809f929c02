import Basics
import CollectionConformance
import CountedEvents
import JSON
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments
import Synchronization
import TestSupport
import Testing

@testable import SegmentCollections

@Suite struct PublishingTests {
    private static let pointer = "words/snapshot/latest-pointer.txt"

    @Test func `one receipt's version uploads one segment and copies the others`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            for number in 1...60 { try await house.publish(receipt(number), records(receipt(number), 1..<3)) }
            let store = ScriptedStore(house.bucket)
            let ending = try await house.publish(
                receipt(7), records(receipt(7), 1..<2), with: house.open("root", store))
            let version = try #require(ending.published)
            let folder = "words/snapshot/timestamped/\(version)/"
            let puts = store.changes.filter { $0.hasPrefix("put ") }.map { String($0.dropFirst(4)) }
            #expect(puts.count == 4 && puts[0].hasPrefix("\(folder)seg-044-") == false)
            #expect(puts[0].hasPrefix("\(folder)seg-") && puts[0].hasSuffix(".seg"))
            #expect(puts.dropFirst() == ["\(folder)manifest.json", "\(folder).snapshot_hash", Self.pointer])
            let copies = store.changes.count { $0.hasPrefix("copy ") }
            let segments = try await house.keys("\(folder)seg-").count
            #expect(copies > 30 && copies == segments - 1)
            #expect(house.log.count("Published snapshot words \(version)") == 1)
            let info = try #require(try await house.bucket.head(Self.pointer))
            #expect(info.contentType == "text/plain")
            let hash = try await house.bucket.get("\(folder).snapshot_hash").collect(upTo: 1000)
            #expect(try JSONValue.parse(hash)["calculation_time_seconds"]?.double ?? 0 > 0)
            #expect(try await house.open("other").verify().count == 119)
        }
    }

    @Test func `an answer that is lost is asked for, whether the pointer moved or not`() async throws {
        for arrives in [true, false] {
            try await withTemporaryDirectory { directory in
                let house = Household(directory)
                let isFirst = Mutex(true)
                let store = ScriptedStore(house.bucket) { inner, key, content, options in
                    guard key == Self.pointer,
                        isFirst.withLock({ first in
                            defer { first = false }
                            return first
                        })
                    else { return try await inner.put(key, content, options) }
                    if arrives { _ = try await inner.put(key, content, options) }
                    throw FdnixError(.network, "the answer was lost")
                }
                let ending = try await house.publish(
                    receipt(), records(receipt(), 1..<4), with: house.open("root", store))
                let current = try await house.pointer()
                #expect(
                    ending.endings.acknowledged == ["run"] && ending.published == current)
                #expect(try await house.open().ids().count == 3)
                #expect(house.log.all.count { $0.hasPrefix("Published snapshot") } == 1)
            }
        }
    }

    @Test func `a client that tries again by itself is not taken for somebody else`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let store = ScriptedStore(house.bucket) { inner, key, content, options in
                if key == Self.pointer { _ = try await inner.put(key, content, options) }
                return try await inner.put(key, content, options)
            }
            let ending = try await house.publish(receipt(), records(receipt(), 1..<4), with: house.open("root", store))
            #expect(ending.endings.acknowledged == ["run"] && ending.published != nil)
            #expect(try await house.open().ids().count == 3)
        }
    }

    @Test func `a version that lost the race is removed, and its records come with the next`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            try await house.publish(receipt(), records(receipt(), 1..<4))
            let isFirst = Mutex(true)
            let store = ScriptedStore(house.bucket) { inner, key, content, options in
                if key == Self.pointer,
                    isFirst.withLock({ first in
                        defer { first = false }
                        return first
                    })
                {
                    try await house.publish(receipt(2), records(receipt(2), 1..<4))
                }
                return try await inner.put(key, content, options)
            }
            let ending = try await house.publish(
                receipt(3), records(receipt(3), 1..<4), with: house.open("root", store))
            #expect(ending.endings.acknowledged == ["run"])
            #expect(house.metrics[.pointerConflict, "words"] == 1)
            #expect(try await house.open().ids().count == 9)
            let versions = Set(try await house.keys("words/snapshot/timestamped/").map { $0.split(separator: "/")[3] })
            #expect(versions.count == 3)
        }
    }

    @Test func `old versions go, those in use and young ones stay`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            func versions() async throws -> Set<String> {
                Set(try await house.keys("words/snapshot/timestamped/").map { String($0.split(separator: "/")[3]) })
            }
            for number in 1...7 { try await house.publish(receipt(number), records(receipt(number), 1..<2)) }
            let current = try await house.pointer()
            let kept = try await versions()
            #expect(kept.count == 4 && kept.max() == current)
            #expect(try house.versions().count == 3 && house.versions().max() == current)
            for number in 1...6 {
                try await house.publish(
                    receipt(number), records(receipt(number), 1..<3), with: house.open("root", minimumAge: 15))
            }
            #expect(try await versions().count == 10)
            house.clock.advance(.seconds(16 * 60))
            try await house.publish(receipt(1), records(receipt(1), 1..<2), with: house.open("root", minimumAge: 15))
            #expect(try await versions().count == 4)
            #expect(try house.versions().count == 3)
            #expect(try await house.open().ids().count == 13 - 1)
        }
    }

    @Test func `with twice as many parts every record is in its own`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            for number in 1...30 { try await house.publish(receipt(number), records(receipt(number), 1..<4)) }
            let collection = house.open()
            let base = try await BaseVersion.read(collection)
            let manifest = try #require(base.manifest)
            let files = try SessionFiles(collection)
            await files.begin(base)
            let twice = try await files.resharded(manifest)
            #expect(twice.shardCount == 128 && twice.count == 90)
            for entry in twice.entries {
                let segment = try await files.open(entry.file)
                for row in 0..<segment.count {
                    #expect(Shards.shard(ofRecord: try segment.record(row).id, count: 128) == entry.shard)
                }
            }
        }
    }
}
