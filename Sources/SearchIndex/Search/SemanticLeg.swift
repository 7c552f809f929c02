import Embedding

/// The semantic leg: the nearest embeddings by cosine, found by sketch and rescored by int8 rows.
enum SemanticLeg {
    /// Marks the documents of the nearest vectors with their cosines.
    static func run(_ vector: [Float], _ index: SearchIndex, _ profile: RankingProfile, _ scratch: inout Scratch) {
        let store = index.vectors
        guard store.count > 0, vector.count == store.dimension, vector.contains(where: { $0 != 0 }) else { return }
        let sketch = vector.withUnsafeBufferPointer(VectorStore.sketch)
        store.scan(sketch, into: &scratch.distances)
        store.nearest(scratch.distances, wanted: profile.rescored, into: &scratch.candidates)
        store.cosines(QuantizedVector(vector), scratch.candidates, into: &scratch.rescored)
        var top = TopHits(capacity: profile.nearest)
        for (number, cosine) in zip(scratch.candidates, scratch.rescored) where cosine >= profile.cosineFloor {
            top.offer(cosine, Int(number))
        }
        top.forEach { cosine, number in
            for document in store.documents(number) where Int(document) < index.documentCount {
                scratch.touch(Int(document))
                scratch.cosines[Int(document)] = cosine
            }
        }
    }
}
