import Basics
import JSON
public import ReceiptCollections
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
        let known = try await self.ledger()
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
            try await checkUnchanged(now, before, known, lowered)
            // Whatever is there when this is cut short, no run is taken for merged that is not.
            try await write(lowered, over: known)
        } catch {
            // What is not whole goes, also where the task is cancelled; a process that is killed leaves it to the next one.
            await Task { _ = try? await new.leave() }.value
            throw error
        }
        // A few requests are left, which a signal does not come between.
        try await Task {
            // A compactor that had found the old one may have gone on with it meanwhile.
            try await new.takePlace(of: old, named: serverName) {
                try await checkUnchanged($0, before, known, lowered)
            }
            try await write(known.replaced(by: ledger), over: lowered)
        }.value
        return CollectionSummary(name, version: nil, count: count, space: count > 0 ? space : nil)
    }

    /// Throws `conflict` where the collection has another number of records, or the table says something else of receipts than
    /// was written here.
    private func checkUnchanged(
        _ collection: ServerCollection?, _ count: Int?, _ known: Ledger, _ lowered: Ledger
    ) async throws {
        let entries = try await ledger().entries
        guard try await collection?.count() == count,
            entries.allSatisfy({ [known.entries[$0.key], lowered.entries[$0.key]].contains($0.value) })
        else { throw changed }
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
