import Basics
import JSON
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Segments
import Testing

extension CollectionCheck {
    static let refusals: [CollectionCheck] = [
        CollectionCheck("a bundle of another model, size or form fails alone, with its reason") { subject in
            let world = CheckWorld(subject)
            let good = try world.receipt()
            let records = world.records(good, 1..<4)
            try await world.apply(try await world.run(1, good, records))
            let space = CollectionUnderTest.space
            let others = [
                (VectorSpace(model: "other", dimension: 64, textFormat: space.textFormat), "model other"),
                (VectorSpace(model: space.model, dimension: 32, textFormat: space.textFormat), "dims 32"),
                (VectorSpace(model: space.model, dimension: 64, textFormat: "plain"), "text format plain"),
            ]
            for (index, (other, words)) in others.enumerated() {
                let (bad, receipt) = (try world.receipt(20 + index), try world.receipt(40 + index))
                let number = 20 + index
                let ending = try await world.apply(
                    try await world.run(number, bad, world.records(bad, 1..<3, dimension: other.dimension), other),
                    try await world.run(number + 20, receipt, world.records(receipt, 1..<3)))
                #expect(ending.endings.acknowledged == ["run \(number + 20)"])
                #expect(ending.endings.returned["run \(number)"]?.contains(words) == true)
                let progress = try await world.progress(number, bad)
                #expect(progress.state == .failed && progress.error?.contains(words) == true)
                #expect(try await world.progress(number + 20, receipt).state == .completed)
            }
            let content = try await world.content()
            #expect(content.count == 9 && content.values.allSatisfy { $0.vector.count == 64 })
        },
        CollectionCheck("a bundle that contradicts itself is not merged, one that is missing may come") { subject in
            let world = CheckWorld(subject)
            let (bad, gone, late) = (try world.receipt(1), try world.receipt(2), try world.receipt(3))
            let messages = [
                try await world.run(1, bad, world.records(bad, 1..<4)),
                try await world.run(2, gone, world.records(gone, 1..<4)),
                try await world.run(3, late, world.records(late, 1..<4), receives: 5),
            ]
            func payload(_ number: Int) async throws -> String {
                let prefix = CompactionRun.prefix(of: CheckWorld.runID(number), in: .words)
                let manifest = try await world.bundles.existing(prefix)
                return prefix + (try #require(manifest).payload?.name ?? "")
            }
            let key = try await payload(1)
            var bytes = try await subject.bucket.get(key).collect(upTo: 1 << 20)
            bytes[bytes.count / 2] ^= 1
            try await subject.bucket.put(key, .bytes(bytes))
            for number in [2, 3] { try await subject.bucket.delete([try await payload(number)]) }
            let ending = try await world.compaction().run(messages)
            #expect(ending.endings.returned.count == 3 && ending.published == nil)
            try await world.expect([])
            #expect(try await world.progress(1, bad).state == .failed)
            #expect(try await world.progress(2, gone).state == .processing)
            #expect(try await world.progress(2, gone).error != nil)
            #expect(try await world.progress(3, late).state == .failed)
            // A redrive after the object came back completes the run.
            _ = try await world.upload(late, world.records(late, 1..<4), run: CheckWorld.runID(3))
            #expect(try await world.apply(messages[2]).endings.acknowledged == ["run 3"])
            #expect(try await world.progress(3, late).state == .completed)
        },
        CollectionCheck("a bundle without a run that cannot be read comes again alone") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let records = world.records(receipt, 1..<3)
            let ending = try await world.apply(
                GroupMessage(id: "delta", task: .upsert(prefix: "words/delta/none/")),
                try await world.run(1, receipt, records))
            #expect(ending.endings.acknowledged == ["run 1"] && ending.endings.returned.keys.sorted() == ["delta"])
            try await world.expect(records)
        },
        CollectionCheck("a message of a run that is not in the table comes again") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let message = try await world.run(1, receipt, world.records(receipt, 1..<3))
            try await world.runs.delete(receipt, id: CheckWorld.runID(1))
            #expect(try await world.apply(message).endings.returned["run 1"] != nil)
            try await world.expect([])
        },
    ]
}
