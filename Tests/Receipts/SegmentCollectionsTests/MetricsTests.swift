import Basics
import CountedEvents
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import SegmentCollections
import Tables
import TestSupport
import Testing

@Suite struct MetricsTests {
    private func put(_ entity: EntityKey, _ more: Item, in house: Household) async throws {
        let keys: Item = ["PK": .string(entity.receipt.partition), "SK": .string(entity.sort)]
        try await house.table.put(keys.merging(more) { $1 })
    }

    @Test func `what is merged, written anew and removed is counted`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let (one, two) = (try receipt(), try receipt(2))
            try await house.publish(one, records(one, 1..<5))
            #expect(house.metrics.names == [.deltaMergeCount, .runProcessed])
            try await put(.merchant(one), ["merchant_name": "Acme"], in: house)
            for word in [1, 9] {
                try await put(
                    .label(one, line: 1, word: word, label: "TOTAL"),
                    ["validation_status": "VALID", "timestamp_added": "2026-01-01T00:00:00.000000+00:00"], in: house)
            }
            let ending = try await house.apply([
                try await house.run(two, records(two, 1..<3)),
                GroupMessage(id: "merchant", task: .merchant(one, isRemoval: false)),
                GroupMessage(id: "label", task: .labels(one, line: 1, word: 1, isRemoval: false)),
                GroupMessage(id: "nowhere", task: .labels(one, line: 1, word: 9, isRemoval: false)),
                GroupMessage(id: "gone", task: .removal(.word(one, line: 1, word: 4))),
            ])
            #expect(ending.endings.acknowledged.count == 5)
            let metrics = house.metrics
            #expect(metrics[.deltaMergeCount, "words"] == 2 && metrics[.runProcessed, "words"] == 2)
            #expect(metrics[.metadataUpdatedRecords, "words"] == 3 && metrics[.labelsUpdatedRecords, "words"] == 1)
            #expect(metrics[.wordEmbeddingNotFound, "words"] == 1 && metrics[.embeddingsDeletedCount, "words"] == 1)
        }
    }

    @Test func `bundles that are refused or cannot be read are counted apart`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let damaged = try await house.run(receipt(), records(receipt(), 1..<3))
            for key in try await house.keys("words/delta/") where key.hasSuffix(".seg") {
                try await house.bucket.put(key, .bytes([1, 2, 3]))
            }
            #expect(try await house.apply([damaged]).endings.returned.count == 1)
            #expect(house.metrics[.deltaMergeError, "words"] == 1 && house.metrics[.deltaDownloadError] == 0)
            let missing = try await house.run(receipt(2), records(receipt(2), 1..<3))
            try await house.bucket.delete(try await house.keys("words/delta/"))
            #expect(try await house.apply([missing]).endings.returned.count == 1)
            #expect(house.metrics[.deltaMergeError] == 1 && house.metrics[.deltaDownloadError, "words"] == 1)
            #expect(house.metrics[.runProcessed] == 0 && house.metrics[.deltaMergeCount] == 0)
        }
    }

    @Test func `versions that cannot be written or read are counted`() async throws {
        try await withTemporaryDirectory { directory in
            let house = Household(directory)
            let full = ScriptedStore(house.bucket) { inner, key, content, options in
                guard !key.contains("/timestamped/") else { throw FdnixError(.io, "the disk is full") }
                return try await inner.put(key, content, options)
            }
            let run = try await house.run(receipt(), records(receipt(), 1..<3))
            #expect(try await house.apply([run], with: house.open("root", full)).endings.returned.count == 1)
            #expect(house.metrics[.snapshotUploadError, "words"] == 1)
            try await house.bucket.put("words/snapshot/latest-pointer.txt", .bytes(Array("nowhere\n".utf8)))
            await #expect(throws: FdnixError.self) { try await house.open("fresh").prepare() }
            #expect(house.metrics[.snapshotDownloadError, "words"] == 1)
        }
    }
}
