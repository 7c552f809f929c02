import Basics
import JSON
public import ReceiptCollections
import ReceiptEvents
import ReceiptModel
public import Segments

extension ChromaCollection {
    /// Puts records in the place of all that the collection has: they are written beside it, and take its name when all are there,
    /// so that one that is cut short changes nothing. Throws `incompatible` for a collection that is not of this kind, unless
    /// `replacesOthers`, and `conflict` where somebody else writes meanwhile: compactors of this collection should rest.
    public func replaceAll(
        in space: VectorSpace, knowing ledger: Ledger,
        _ fill: (_ add: ([CollectionRecord]) async throws -> Void) async throws -> Void
    ) async throws -> CollectionSummary {
        let old = try await ServerCollection.settled(serverName, on: server)
        if let old, !replacesOthers { try old.answer.checkReplaced(by: space) }
        let (known, owner) = (try await self.ledger(), RandomUUID.text())
        let lowered = known.replaced(by: Ledger())
        let before = try await old?.count()
        let new = try await ServerCollection.begin(serverName, space, over: old, on: server)
        var count = 0
        do {
            try await fill { batch in
                try Task.checkCancellation()
                try await new.upsert(batch.map(new.write))
                count += batch.count
            }
            let now = try await ServerCollection.find(serverName, on: server)
            guard now?.answer.id == old?.answer.id, try await new.count() == count else { throw changed }
            try await checkUnchanged(now, before, known, lowered, owner)
            // Whatever is there when this is cut short, no run is taken for merged that is not.
            guard try await write(lowered, over: known, owner: owner).isEmpty else { throw changed }
        } catch {
            // What is not whole goes, also where the task is cancelled; a process that is killed leaves it to the next one.
            await Task { try? await new.withdraw() }.value
            throw error
        }
        // A few requests are left, which a signal does not come between.
        try await Task {
            // A compactor that had found the old one may have gone on with it meanwhile.
            try await new.takePlace(of: old, named: serverName) {
                try await checkUnchanged($0, before, known, lowered, owner)
            }
            let kept = try await write(known.replaced(by: ledger), over: lowered, owner: owner)
            guard !kept.isEmpty else { return }
            events.warning("what was merged of \(kept.count) receipts while the records were replaced stays as it is")
        }.value
        return CollectionSummary(name, version: nil, count: count, space: count > 0 ? space : nil)
    }

    /// Throws `conflict` where the collection has another number of records, the table says something else of receipts than was
    /// written here, or somebody works on one.
    private func checkUnchanged(
        _ collection: ServerCollection?, _ count: Int?, _ known: Ledger, _ lowered: Ledger, _ owner: String
    ) async throws {
        let now = ReceiptTime.now(time)
        try await forEachReceipt { receipt, item in
            // The index that is read may not know yet that a lease of this very one was given back.
            let isBusy = item.owner.map { $0 != owner } ?? false && item.expires.map { $0 > now } ?? false
            let name = receipt.ledgerName
            guard !isBusy, [nil, known.entries[name], lowered.entries[name]].contains(item.entry) else { throw changed }
        }
        guard try await collection?.count() == count else { throw changed }
    }

    private var changed: FdnixError {
        FdnixError(
            .conflict,
            "the Chroma collection \(serverName) was changed meanwhile; stop the compactor, and try again")
    }
}

extension ServerCollection {
    /// What is sent of a record.
    fileprivate func write(_ record: CollectionRecord) -> RecordWrite {
        var metadata = record.record.imported.metadata
        var document = record.record.document
        if server.settings.isHosted {
            metadata = HostedQuotas.fitted(metadata)
            document = HostedQuotas.fitted(document: document)
        }
        return RecordWrite(
            id: record.record.id, document: document, metadata: metadata, vector: .numbers(record.vector))
    }
}
