import Basics
import JSON
import ReceiptCollections
import ReceiptModel
import Segments
import Testing

extension CollectionCheck {
    static let searches: [CollectionCheck] = [
        CollectionCheck("a collection that is empty everywhere can be read") { subject in
            let reader = try await CheckWorld(subject).open()
            try await reader.prepare()
            let vector = CheckWorld(subject).vector("any")
            #expect(try await reader.nearest(vector, limit: 5, filter: nil, isExact: true).isEmpty)
            #expect(try await reader.records(["x"]).isEmpty)
            let summary = try await reader.verify()
            #expect(summary.count == 0 && summary.version == nil)
            try await reader.forEach(batchesOf: 10) { #expect($0.isEmpty) }
        },
        CollectionCheck("the nearest are found, the nearest first") { subject in
            let world = CheckWorld(subject)
            var all: [CollectionRecord] = []
            for number in 1...5 { all += world.records(try world.receipt(number), 1..<9) }
            try await world.fill(all)
            let reader = try await world.open()
            let wanted = all[11]
            let matches = try await reader.nearest(wanted.vector, limit: 5, filter: nil, isExact: true)
            #expect(matches.first?.record.id == wanted.record.id && (matches.first?.distance ?? 1) < 1e-5)
            func distance(_ record: CollectionRecord) -> Float {
                zip(record.vector, wanted.vector).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            let expected = all.sorted { distance($0) < distance($1) }.prefix(5)
            #expect(matches.map(\.record.id) == expected.map(\.record.id))
            for (match, record) in zip(matches, expected) { #expect(abs(match.distance - distance(record)) < 1e-4) }
            #expect(matches[0].record.document == wanted.record.document)
            #expect(matches[0].record.metadata["text"] == wanted.record.metadata["text"])
            #expect(try await reader.nearest(wanted.vector, limit: 100, filter: nil, isExact: false).count == 40)
            await #expect(throws: FdnixError.self) {
                try await reader.nearest([1, 0], limit: 5, filter: nil, isExact: true)
            }
        },
        CollectionCheck("vectors of another model or size cannot be compared with its own") { subject in
            let world = CheckWorld(subject)
            let empty = try await world.open()
            try await empty.checkComparable(model: "whatever", dimension: 3)
            try await world.fill(world.records(try world.receipt(1), 1..<5))
            let reader = try await world.open()
            let known = try await reader.vectors()
            #expect(
                known
                    == KnownVectors(
                        model: CollectionUnderTest.space.model, dimension: CollectionUnderTest.space.dimension))
            try await reader.checkComparable(
                model: CollectionUnderTest.space.model, dimension: CollectionUnderTest.space.dimension)
            for (model, dimension) in [
                ("another", CollectionUnderTest.space.dimension), (CollectionUnderTest.space.model, 3),
            ] {
                let error = await #expect(throws: FdnixError.self) {
                    try await reader.checkComparable(model: model, dimension: dimension)
                }
                #expect(error?.code == .incompatible && error?.message.contains("\(model), \(dimension) dims") == true)
            }
        },
        CollectionCheck("a filter admits what has its values, a receipt's number also as text") { subject in
            let world = CheckWorld(subject)
            let (one, two) = (try world.receipt(1), try world.receipt(2))
            try await world.fill(
                world.records(one, 1..<5) + world.records(two, 1..<5, ["text": "TAX", "flag": true]))
            let reader = try await world.open()
            func found(_ filter: JSONValue) async throws -> Set<String> {
                let filter = try MetadataFilter(filter)
                return Set(
                    try await reader.nearest(world.vector("any"), limit: 100, filter: filter, isExact: true)
                        .map(\.record.id))
            }
            let second = Set((1..<5).map { world.id(two, $0) })
            #expect(try await found(["receipt_id": 2]) == second)
            #expect(try await found(["receipt_id": "2"]) == second)
            #expect(try await found(["text": "TAX"]) == second)
            #expect(try await found(["$and": [["text": "TAX"], ["word_id": 3]]]) == [world.id(two, 3)])
            #expect(try await found(["text": "nobody"]).isEmpty)
        },
        CollectionCheck("records come with their vectors in the order that is asked for") { subject in
            let world = CheckWorld(subject)
            let records = world.records(try world.receipt(), 1..<9) + world.records(try world.receipt(2), 1..<9)
            try await world.fill(records)
            let ids = [records[3], records[12], records[0]].map(\.record.id)
            let found = try await world.open().records([ids[0], "none", ids[1], ids[2]])
            #expect(found.map(\.record.id) == ids && found[1].vector == records[12].vector)
        },
        CollectionCheck("all records are handed over in the order of their ids") { subject in
            let world = CheckWorld(subject)
            var records: [CollectionRecord] = []
            for number in 1...7 { records += world.records(try world.receipt(number), 1..<6) }
            try await world.fill(records)
            let gathered = Gathered()
            try await world.open().forEach(batchesOf: 10) { gathered.add($0) }
            #expect(gathered.records.map(\.record.id) == records.map(\.record.id).sorted())
            #expect(gathered.sizes.allSatisfy { (1...10).contains($0) })
            struct Stop: Error {}
            await #expect(throws: Stop.self) { try await world.open().forEach(batchesOf: 5) { _ in throw Stop() } }
        },
        CollectionCheck("all records can be replaced at once, and merged into then") { subject in
            let world = CheckWorld(subject)
            let receipt = try world.receipt(3)
            try await world.apply(try await world.run(1, receipt, world.records(receipt, 1..<6)))
            var records: [CollectionRecord] = []
            for number in 1...5 { records += world.records(try world.receipt(number), 1..<4, seed: 5) }
            records.append(
                CollectionRecord(
                    record: Record(id: "no receipt's", document: nil, metadata: [:]), vector: world.vector("odd")))
            try await world.fill(records)
            try await world.expect(records)
            let new = world.records(receipt, 1..<2, seed: 6)
            #expect(try await world.apply(try await world.run(2, receipt, new)).endings.acknowledged.count == 1)
            try await world.expect(
                records.filter { !$0.record.id.hasPrefix("\(receipt.recordPrefix)#") } + new)
        },
        CollectionCheck("runs from before the records were replaced do not undo it, nor what was removed") { subject in
            let world = CheckWorld(subject)
            let (one, gone) = (try world.receipt(1), try world.receipt(2))
            let older = try await world.run(1, one, world.records(one, 1..<9, seed: 1))
            let newer = try await world.run(2, one, world.records(one, 1..<4, seed: 2))
            let removed = try await world.run(3, gone, world.records(gone, 1..<4))
            try await world.settle([older, newer, removed])
            try await world.settle([GroupMessage(id: "removal", task: .receiptRemoval(gone, CheckWorld.time(4)))])
            let ledger = try await world.open().ledger()
            #expect(ledger[one] == .applied(run: CheckWorld.runID(2), created: CheckWorld.time(2), count: 3))
            #expect(ledger[gone] == .deleted(CheckWorld.time(4)))
            // With what is known of them, as from another collection.
            let copied = world.records(one, 1..<4, seed: 7)
            try await world.fill(copied, knowing: ledger)
            try await world.settle([older, newer, removed])
            try await world.expect(copied)
            // Of records that nobody knows anything of, the newest run that was known may come again.
            try await world.fill(world.records(one, 1..<6, seed: 8))
            try await world.settle([older, removed])
            try await world.expect(world.records(one, 1..<6, seed: 8))
            try await world.settle([newer])
            try await world.expect(world.records(one, 1..<4, seed: 2))
            // A collection that knew more than the one that it is made from.
            try await world.fill(
                world.records(one, 1..<9, seed: 1),
                knowing: Ledger([
                    one.ledgerName: .applied(run: CheckWorld.runID(1), created: CheckWorld.time(1), count: 8)
                ]))
            try await world.settle([older, newer])
            try await world.expect(world.records(one, 1..<4, seed: 2))
        },
    ]
}

extension CheckWorld {
    /// Puts records in the place of all.
    func fill(_ records: [CollectionRecord], knowing ledger: Ledger = Ledger()) async throws {
        let sorted = records.sorted { $0.record.id.utf8.lexicographicallyPrecedes($1.record.id.utf8) }
        let summary = try await open().replaceAll(in: CollectionUnderTest.space, knowing: ledger) { add in
            for start in stride(from: 0, to: sorted.count, by: 6) { try await add(Array(sorted[start...].prefix(6))) }
        }
        #expect(summary.count == records.count)
    }
}
