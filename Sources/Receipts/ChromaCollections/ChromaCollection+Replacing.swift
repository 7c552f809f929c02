import Basics
import JSON
public import ReceiptCollections
import ReceiptModel
public import Segments

extension ChromaCollection {
    /// Puts records in the place of all that the collection has; new ones are written first, then the others go. One whose
    /// vectors are of another kind is made anew. Throws `conflict` where somebody else writes meanwhile: compactors of this
    /// collection should rest.
    public func replaceAll(
        in space: VectorSpace, knowing ledger: Ledger,
        _ fill: (_ add: ([CollectionRecord]) async throws -> Void) async throws -> Void
    ) async throws -> CollectionSummary {
        let known = try await self.ledger()
        // Whatever is there when this is cut short, no run is taken for merged that is not.
        try await write(known.replaced(by: Ledger()), over: known)
        if let old = try await ServerCollection.find(serverName, on: server), old.answer.space != space {
            try await old.delete()
        }
        let collection = try await ServerCollection.make(serverName, space, on: server)
        var old = Set(try await collection.ids())
        var count = 0
        try await fill { batch in
            try await collection.replace(batch, old)
            for record in batch { old.remove(record.record.id) }
            count += batch.count
        }
        try await collection.delete(old.sorted())
        guard try await collection.count() == count else {
            throw FdnixError(
                .conflict,
                "the Chroma collection \(serverName) was changed meanwhile; stop the compactor, and try again")
        }
        try await write(known.replaced(by: ledger), over: known.replaced(by: Ledger()))
        return CollectionSummary(name, version: nil, count: count, space: count > 0 ? space : nil)
    }
}

extension ServerCollection {
    /// Writes whole records; of `old` ones nothing stays.
    fileprivate func replace(_ batch: [CollectionRecord], _ old: Set<String>) async throws {
        let known = try await records(batch.map(\.record.id).filter(old.contains), [.documents, .metadatas])
        let before = Dictionary(known.map { ($0.record.id, $0.record) }) { $1 }
        let writes = batch.map { record in
            var metadata = record.record.imported.metadata
            var document = record.record.document
            if server.settings.isHosted {
                metadata = HostedQuotas.fitted(metadata)
                document = HostedQuotas.fitted(document: document)
            }
            let dropped = Set(before[record.record.id]?.metadata.keys ?? [:].keys).subtracting(metadata.keys)
            return RecordWrite(
                id: record.record.id, document: document, metadata: metadata, dropped: dropped,
                vector: .numbers(record.vector))
        }
        let bare = writes.filter { $0.document == nil && before[$0.id]?.document != nil }
        if !bare.isEmpty { try await delete(bare.map(\.id)) }
        try await upsert(writes)
    }
}
