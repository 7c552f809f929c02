import JSON
import ReceiptCollections
import ReceiptModel
import Tables
import Testing

extension CollectionCheck {
    static let facts: [CollectionCheck] = [
        CollectionCheck("labels are those of the table, in whatever order they change") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            try await world.apply(try await world.run(1, receipt, world.records(receipt, 1..<4)))
            try await world.apply(
                try await world.label(receipt, word: 2, "TOTAL", "PENDING"),
                try await world.label(receipt, word: 2, "DATE", "INVALID"))
            var facts = try await world.metadata(receipt, 2)
            #expect(facts["label_status"] == "auto_suggested" && facts["label_proposed_by"] == "somebody")
            #expect(facts["validated_labels"] == "" && facts["invalid_labels"] == ",DATE,")
            #expect(facts["last_label_update"] != nil)
            try await world.apply(
                try await world.label(receipt, word: 2, "TOTAL", "VALID"),
                try await world.label(receipt, word: 2, "DATE", "VALID"))
            facts = try await world.metadata(receipt, 2)
            #expect(facts["label_status"] == "validated" && facts["label_proposed_by"] == nil)
            #expect(facts["validated_labels"] == ",DATE,TOTAL," && facts["invalid_labels"] == "")
            try await world.apply(try await world.removeLabel(receipt, word: 2, "TOTAL"))
            #expect(try await world.metadata(receipt, 2)["validated_labels"] == ",DATE,")
            try await world.apply(try await world.removeLabel(receipt, word: 2, "DATE"))
            facts = try await world.metadata(receipt, 2)
            #expect(facts["label_status"] == "unvalidated" && facts["labels_removed_at"] != nil)
            #expect(try await world.metadata(receipt, 1)["last_label_update"] == nil)
            #expect(try await world.content()[world.id(receipt, 2)]?.vector == world.vector(world.id(receipt, 2)))
        },
        CollectionCheck("a label of a word that is still to come waits for it, others are done with") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let run = try await world.run(1, receipt, world.records(receipt, 1..<4))
            let label = try await world.label(receipt, word: 2, "TOTAL", "VALID")
            #expect(try await world.apply(label).endings.returned.keys.sorted() == [label.id])
            try await world.apply(run)
            #expect(try await world.metadata(receipt, 2)["validated_labels"] == ",TOTAL,")
            let nowhere = try await world.label(receipt, word: 77, "TOTAL", "VALID")
            #expect(try await world.apply(nowhere).endings.acknowledged == [nowhere.id])
            #expect(try await world.apply(label).endings.acknowledged == [label.id])
        },
        CollectionCheck("merchants are those of the table, on all records of the receipt", needs: []) { subject in
            for name in CollectionName.allCases {
                let world = CheckWorld(subject, name)
                let (receipt, other) = (try world.receipt(), try world.receipt(12))
                try await world.apply(
                    try await world.run(1, receipt, world.records(receipt, 1..<4)),
                    try await world.run(2, other, world.records(other, 1..<2)))
                try await world.apply(try await world.merchant(receipt, "Acme", place: "p1"))
                for number in 1..<4 {
                    let facts = try await world.metadata(receipt, number)
                    #expect(facts["merchant_name"] == "Acme" && facts["place_id"] == "p1")
                    #expect(facts["last_metadata_update"] != nil && facts["text"] != nil)
                }
                try await world.apply(try await world.merchant(receipt, "Other"))
                #expect(try await world.metadata(receipt, 1)["merchant_name"] == "Other")
                #expect(try await world.metadata(receipt, 1)["place_id"] == nil)
                try await world.apply(try await world.removeMerchant(receipt))
                let facts = try await world.metadata(receipt, 1)
                #expect(facts["merchant_name"] == "" && facts["metadata_removed_at"] != nil)
                #expect(try await world.metadata(other, 1)["last_metadata_update"] == nil)
            }
        },
        CollectionCheck("what changed between embedding and merging shows") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let records = world.records(receipt, 1..<4, ["merchant_name": "Old", "place_id": "old"])
            let run = try await world.run(1, receipt, records)
            _ = try await world.merchant(receipt, "New")
            _ = try await world.label(receipt, word: 1, "TOTAL", "PENDING")
            try await world.apply(run)
            let facts = try await world.metadata(receipt, 1)
            #expect(facts["merchant_name"] == "New" && facts["place_id"] == nil)
            #expect(facts["label_status"] == "auto_suggested")
        },
        CollectionCheck("nothing that changes makes no version", needs: [.versions]) { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            try await world.apply(try await world.run(1, receipt, world.records(receipt, 1..<4)))
            let messages = [
                try await world.merchant(receipt, "Acme"), try await world.label(receipt, word: 1, "A", "VALID"),
            ]
            let first = try await world.apply(messages[0], messages[1])
            let again = try await world.apply(messages[0], messages[1])
            #expect(first.published != nil && again.published == nil && again.endings.acknowledged.count == 2)
            #expect(try await world.version() == first.published)
        },
        CollectionCheck("items are told that their records can be found, others are not") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            for number in [1, 2, 9] {
                try await subject.table.put([
                    "PK": .string(receipt.partition), "SK": .string(world.entity(receipt, number).sort),
                    "embedding_status": "PENDING", "GSI1PK": "EMBEDDING_STATUS#PENDING", "GSI1SK": "x",
                ])
            }
            try await world.apply(try await world.run(1, receipt, world.records(receipt, 1..<4)))
            func status(_ number: Int) async throws -> Item? {
                try await subject.table.get(world.entity(receipt, number).itemKey)
            }
            for number in [1, 2] {
                #expect(try await status(number)?["embedding_status"] == "SUCCESS")
                #expect(try await status(number)?["GSI1PK"] == "EMBEDDING_STATUS#SUCCESS")
            }
            #expect(try await status(3) == nil)
            #expect(try await status(9)?["embedding_status"] == "PENDING")
        },
        CollectionCheck("items are told also where who merged the run died before that") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let run = try await world.run(1, receipt, world.records(receipt, 1..<4))
            let item = try #require(
                try await subject.table.get(EntityKey.run(receipt, id: CheckWorld.runID(1)).itemKey))
            try await world.settle([run])
            // As it was between the publication and the end of the run.
            try await subject.table.put(item)
            let key = world.entity(receipt, 2).itemKey
            try await subject.table.put([
                "PK": .string(receipt.partition), "SK": .string(world.entity(receipt, 2).sort),
                "embedding_status": "PENDING", "GSI1PK": "EMBEDDING_STATUS#PENDING", "GSI1SK": "x",
            ])
            try await world.settle([run])
            #expect(try await subject.table.get(key)?["embedding_status"] == "SUCCESS")
            #expect(try await world.progress(1, receipt).state == .completed)
        },
    ]

    static let removals: [CollectionCheck] = [
        CollectionCheck("what is removed goes, unless it is there again") { subject in
            for name in CollectionName.allCases {
                let world = CheckWorld(subject, name)
                let receipt = try world.receipt()
                let records = world.records(receipt, 1..<6)
                try await world.apply(try await world.run(1, receipt, records))
                try await subject.table.put([
                    "PK": .string(receipt.partition), "SK": .string(world.entity(receipt, 3).sort),
                ])
                let ending = try await world.apply(
                    GroupMessage(id: "2", task: .removal(world.entity(receipt, 2))),
                    GroupMessage(id: "3", task: .removal(world.entity(receipt, 3))),
                    GroupMessage(id: "99", task: .removal(world.entity(receipt, 99))))
                #expect(ending.endings.acknowledged == ["2", "3", "99"])
                try await world.expect(records.filter { $0.record.id != world.id(receipt, 2) })
            }
        },
        CollectionCheck("a receipt that is removed stays so when an old run is told of again") { subject in
            let world = CheckWorld(subject)
            let (receipt, other) = (try world.receipt(), try world.receipt(12))
            let run = try await world.run(1, receipt, world.records(receipt, 1..<6))
            let old = try await world.run(2, receipt, world.records(receipt, 1..<3, seed: 2))
            let others = world.records(other, 1..<3)
            try await world.apply(run, try await world.run(3, other, others))
            let removal = GroupMessage(id: "gone", task: .receiptRemoval(receipt, CheckWorld.time(10)))
            #expect(try await world.apply(removal).endings.acknowledged == ["gone"])
            try await world.expect(others)
            #expect(try await world.apply(run, old, removal).endings.acknowledged.count == 3)
            try await world.expect(others)
            #expect(try await world.progress(2, receipt).state == .completed)
            let new = world.records(receipt, 1..<2, seed: 3)
            try await world.apply(try await world.run(11, receipt, new))
            try await world.expect(others + new)
            try await world.apply(removal)
            try await world.expect(others + new)
        },
        CollectionCheck("a receipt whose item is there again is not removed") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt()
            let records = world.records(receipt, 1..<3)
            try await world.apply(try await world.run(1, receipt, records))
            try await subject.table.put([
                "PK": .string(receipt.partition), "SK": .string(EntityKey.receipt(receipt).sort),
            ])
            try await world.apply(GroupMessage(id: "gone", task: .receiptRemoval(receipt, CheckWorld.time(10))))
            try await world.expect(records)
        },
    ]
}
