import Basics
import JSON
import ReceiptCollections
import ReceiptModel
import Testing

extension CollectionCheck {
    static let races: [CollectionCheck] = [
        CollectionCheck("two compactors at once lose nothing") { try await race($0, lock: nil) },
        CollectionCheck("two compactors with a lock lose nothing") { try await race($0, lock: LockSettings()) },
        CollectionCheck("labels that change while runs are merged are those of the table in the end") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            for round in 1...25 {
                let run = try await world.run(round, receipt, world.records(receipt, 1..<4, seed: UInt64(round)))
                let status = ["PENDING", "VALID", "INVALID"][round % 3]
                async let merged: Void = world.settle([run])
                let label = try await world.label(receipt, word: 2, "TOTAL", status, added: round)
                async let edited: Void = world.settle([label])
                _ = try await (merged, edited)
                let facts = try await world.metadata(receipt, 2)
                #expect(facts["validated_labels"] == (status == "VALID" ? ",TOTAL," : ""), "round \(round)")
                #expect(facts["invalid_labels"] == (status == "INVALID" ? ",TOTAL," : ""), "round \(round)")
            }
        },
        CollectionCheck("a compactor may die before every step, and nothing is lost or done twice") { subject in
            let world = CheckWorld(subject)
            let (receipt, other) = (try world.receipt(1), try world.receipt(2))
            let others = world.records(other, 1..<3)
            try await world.apply(try await world.run(1, other, others))
            var steps = 0
            var isThrough = false
            while !isThrough, steps < 500 {
                let number = 2 + steps % 200
                let records = world.records(receipt, 1..<(3 + steps % 3), seed: UInt64(steps))
                let messages = [
                    try await world.later(number, steps, receipt, records),
                    try await world.label(receipt, word: 1, "TOTAL", steps % 2 == 0 ? "VALID" : "INVALID"),
                ]
                let checkpoint = Checkpoint(after: steps)
                // Dies somewhere; what it had not acknowledged comes again.
                let ending = try? await world.compaction(checkpoint).run(messages)
                isThrough = ending?.endings.acknowledged.count == 2 && !checkpoint.isDead
                subject.clock.advance(.seconds(1200))
                try await world.settle(messages)
                try await world.expect(others + records)
                let facts = try await world.metadata(receipt, 1)
                #expect(facts["validated_labels"] == (steps % 2 == 0 ? ",TOTAL," : ""), "step \(steps)")
                steps += 1
            }
            #expect(isThrough && steps > 8, "\(steps) steps")
        },
    ]

    /// Fifty rounds in which two compactors begin at the same moment.
    private static func race(_ subject: CollectionUnderTest, lock: LockSettings?) async throws {
        let world = CheckWorld(subject)
        var expected: [ReceiptKey: [CollectionRecord]] = [:]
        for round in 1...50 {
            let receipts = [try world.receipt(1 + round % 7), try world.receipt(20 + round % 5)]
            var groups: [[GroupMessage]] = []
            for (index, receipt) in receipts.enumerated() {
                let records = world.records(receipt, 1..<(2 + round % 3), seed: UInt64(2 * round + index))
                expected[receipt] = records
                groups.append([try await world.run(2 * round + index, receipt, records)])
            }
            try await groups.concurrentForEach(limit: 2) { try await world.settle($0, lock: lock) }
            for (index, receipt) in receipts.enumerated() {
                let progress = try await world.progress(2 * round + index, receipt)
                #expect(progress.state == .completed && progress.mergedVectors == expected[receipt]?.count)
            }
        }
        try await world.expect(expected.values.flatMap { $0 })
    }
}

extension CheckWorld {
    /// A run of a number that may come again, made later than all before it.
    func later(
        _ number: Int, _ order: Int, _ receipt: ReceiptKey, _ records: [CollectionRecord]
    ) async throws -> GroupMessage {
        let id = UUIDText.random(from: (0..<16).map { UInt8($0 == 0 ? number : $0 == 1 ? order / 200 : 9) })
        let prefix = try await upload(receipt, records, run: id)
        _ = try await runs.put(CompactionRun(receipt, id: id, created: Self.time(order + 2)))
        return GroupMessage(id: "run", task: .merge(RunReference(receipt: receipt, id: id, prefix: prefix)))
    }
}
