import JSON
import ReceiptCollections
import ReceiptModel
import Testing

extension CollectionCheck {
    static let merges: [CollectionCheck] = [
        CollectionCheck("a run's records come in and the run is completed") { subject in
            for name in CollectionName.allCases {
                let world = CheckWorld(subject, name)
                let receipt = try world.receipt()
                let records = world.records(receipt, 1..<10)
                let ending = try await world.apply(try await world.run(1, receipt, records))
                #expect(ending.endings.acknowledged == ["run 1"] && ending.endings.returned.isEmpty && !ending.isLocked)
                try await world.expect(records)
                #expect(try await world.metadata(receipt, 3)["receipt_id"] == 1)
                #expect(try await world.metadata(receipt, 3)["x"] == .double(0.25))
                let progress = try await world.progress(1, receipt)
                #expect(progress.state == .completed && progress.mergedVectors == 9 && progress.error == nil)
                let summary = try await world.open().verify()
                #expect(summary.count == 9 && summary.space == CollectionUnderTest.space)
            }
        },
        CollectionCheck("a newer run takes the place of all that an older one had") { subject in
            let world = CheckWorld(subject)
            let (receipt, other) = (try world.receipt(), try world.receipt(2))
            let others = world.records(other, 1..<4)
            try await world.apply(
                try await world.run(1, receipt, world.records(receipt, 1..<10)), try await world.run(2, other, others))
            let fewer = world.records(receipt, 2..<5, seed: 2)
            try await world.apply(try await world.run(3, receipt, fewer))
            try await world.expect(fewer + others)
            #expect(try await world.progress(3, receipt).mergedVectors == 3)
        },
        CollectionCheck("an older run changes nothing and is completed with nothing") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let older = try await world.run(1, receipt, world.records(receipt, 1..<10))
            let newest = world.records(receipt, 1..<4, seed: 2)
            try await world.apply(try await world.run(2, receipt, newest))
            let ending = try await world.apply(older)
            #expect(ending.endings.acknowledged == ["run 1"] && ending.published == nil)
            try await world.expect(newest)
            let progress = try await world.progress(1, receipt)
            #expect(progress.state == .completed && progress.mergedVectors == 0)
        },
        CollectionCheck("two runs of a receipt in one group end as the newer one") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let newest = world.records(receipt, 1..<4, seed: 2)
            let messages = [
                try await world.run(2, receipt, newest),
                try await world.run(1, receipt, world.records(receipt, 1..<10)),
            ]
            #expect(try await world.apply(messages[0], messages[1]).endings.acknowledged.count == 2)
            try await world.expect(newest)
            #expect(try await world.progress(1, receipt).state == .completed)
            #expect(try await world.progress(2, receipt).mergedVectors == 3)
        },
        CollectionCheck("the same run twice is done once", needs: [.versions]) { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let message = try await world.run(1, receipt, world.records(receipt, 1..<6))
            let first = try await world.apply(message)
            let again = try await world.apply(message)
            #expect(first.published != nil && again.published == nil && again.endings.acknowledged == ["run 1"])
            #expect(try await world.version() == first.published)
            #expect(try await world.progress(1, receipt).mergedVectors == 5)
        },
        CollectionCheck("a bundle without records takes those away that there were") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            try await world.apply(try await world.run(1, receipt, []))
            #expect(try await world.progress(1, receipt).state == .completed)
            try await world.expect([])
            try await world.apply(try await world.run(2, receipt, world.records(receipt, 1..<6)))
            let ending = try await world.apply(try await world.run(3, receipt, []))
            #expect(ending.endings.returned.isEmpty)
            try await world.expect([])
            let progress = try await world.progress(3, receipt)
            #expect(progress.state == .completed && progress.mergedVectors == 0)
        },
        CollectionCheck("a bundle without a run comes beside what there is") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let records = world.records(receipt, 1..<4, ["place": "here"])
            try await world.apply(try await world.run(1, receipt, records))
            let new = world.records(receipt, 3..<6, seed: 2, ["text": "new"])
            let prefix = try await world.upload(receipt, new, run: CheckWorld.runID(2))
            for form in [prefix, String(prefix.dropLast()), "s3://bucket/\(prefix)"] {
                let ending = try await world.apply(GroupMessage(id: "delta", task: .upsert(prefix: form)))
                #expect(ending.endings.acknowledged == ["delta"])
            }
            try await world.expect(Array(records.prefix(2)) + new)
            let merged = try await world.metadata(receipt, 3)
            #expect(merged["place"] == "here" && merged["text"] == "new")
            // Without a document the one that is there stays.
            var bare = Array(new.prefix(1))
            bare[0].record.document = nil
            let last = try await world.upload(receipt, bare, run: CheckWorld.runID(3))
            try await world.apply(GroupMessage(id: "bare", task: .upsert(prefix: last)))
            try await world.expect(Array(records.prefix(2)) + new)
        },
        CollectionCheck("a bundle of Chroma's comes beside what there is, with a run and without") { subject in
            let world = CheckWorld(subject)
            let (receipt, other) = (try world.receipt(), try world.receipt(2))
            let records = world.records(receipt, 1..<4)
            try await world.apply(try await world.run(1, receipt, records))
            let new = world.records(receipt, 3..<6, seed: 2) + world.records(other, 1..<3, seed: 2)
            let id = CheckWorld.runID(2)
            let prefix = CompactionRun.prefix(of: id, in: .words)
            try await world.uploadChroma(new, prefix: prefix)
            try await world.apply(GroupMessage(id: "delta", task: .upsert(prefix: prefix)))
            let expected = Array(records.prefix(2)) + new
            try await world.expect(expected)
            #expect(try await world.metadata(other, 1)["receipt_id"] == 2)
            _ = try await world.runs.put(CompactionRun(receipt, id: id, created: CheckWorld.time(2)))
            let run = GroupMessage(
                id: "run", task: .merge(RunReference(receipt: receipt, id: id, prefix: prefix)))
            #expect(try await world.apply(run).endings.acknowledged == ["run"])
            try await world.expect(expected)
            #expect(try await world.progress(2, receipt).mergedVectors == 5)
        },
        CollectionCheck("many receipts in one group, and what is not touched stays") { subject in
            let world = CheckWorld(subject)
            var messages: [GroupMessage] = []
            for number in 1...30 {
                let receipt = try world.receipt(number)
                let own = world.records(receipt, 1..<4)
                messages.append(try await world.run(number, receipt, own))
            }
            #expect(try await world.compaction().run(messages).endings.acknowledged.count == 30)
            let before = try await world.content()
            #expect(before.count == 90)
            let receipt = try world.receipt(7)
            let new = world.records(receipt, 1..<2, seed: 3)
            try await world.apply(try await world.run(31, receipt, new))
            var expected = before.values.filter { !$0.record.id.hasPrefix("\(receipt.recordPrefix)#") }
            expected += new
            try await world.expect(expected)
        },
    ]
}
