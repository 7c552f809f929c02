public import ReceiptCollections
import ReceiptModel
import Segments
import Tables

/// The lines of a receipt among those of others: who is near, and where they were bought.
public struct SimilarLines: Sendable {
    private let nearest: @Sendable ([Float], Int) async throws -> [NearestRecords.Match]
    private let vectors: [Int: [Float]]

    /// A receipt's lines by number, with the vectors that were just made of them, and the collection of all other lines.
    public init(_ collection: any CollectionReader, vectors: [Int: [Float]]) {
        self.init(vectors: vectors) { vector, limit in
            try await collection.nearest(vector, limit: limit, filter: nil, isExact: false)
        }
    }

    /// The same among lines wherever they are: `nearest` gives those nearest to a vector, as many as it is told.
    init(
        vectors: [Int: [Float]], nearest: @escaping @Sendable ([Float], Int) async throws -> [NearestRecords.Match]
    ) {
        self.vectors = vectors
        self.nearest = nearest
    }

    /// The shops of the receipts that are most like this one by one of its lines, as their items in `table` name them. Throws
    /// what the collection and the table throw.
    func merchants(
        near line: Int, of receipt: ReceiptKey, _ facts: ReceiptFacts, minimum: Double, in table: any Table
    ) async throws -> [MerchantCandidate] {
        guard let vector = vectors[line] else { return [] }
        // The receipt's own lines of an earlier run are near as well, and must not take the places of others.
        let matches = try await nearest(vector, SimilarReceipts.neighbours + vectors.count)
        let others = matches.compactMap { match -> SimilarReceipts.Neighbour? in
            guard let other = EntityKey(recordID: match.record.id)?.receipt, other != receipt else { return nil }
            return SimilarReceipts.Neighbour(
                receipt: other, distance: Double(match.distance), metadata: match.record.metadata)
        }
        let best = SimilarReceipts.best(
            Array(others.prefix(SimilarReceipts.neighbours)), of: receipt, facts, minimum: minimum)
        let keys = best.map { EntityKey.merchant($0.receipt).itemKey }
        var items: [ItemKey: Item] = [:]
        for item in try await table.items(keys, consistent: false) { items[try table.schema.key(of: item)] = item }
        return zip(best, keys).compactMap { similar, key in
            items[key].flatMap { MerchantItem.candidate($0, of: similar) }
        }
    }
}
