import Embedding

/// The semantic leg: the nearest embeddings by cosine, found by sketch and rescored by int8 rows.
enum SemanticLeg {
    /// Marks the documents of the nearest vectors with their cosines.
    static func run(_ vector: [Float], _ index: SearchIndex, _ profile: RankingProfile, _ scratch: inout Scratch) {
        let store = index.vectors
        guard store.count > 0, vector.count == store.dimension, vector.contains(where: { $0 != 0 }) else { return }
        let sketch = vector.withUnsafeBufferPointer(VectorStore.sketch)
        store.scan(sketch, into: &scratch.distances)
        let found = store.nearest(scratch.distances, wanted: profile.rescored, into: &scratch.candidates)
        var top = TopHits(capacity: profile.nearest)
        store.forEachCosine(QuantizedVector(vector), scratch.candidates, found, &scratch.dots) { number, cosine in
            if cosine >= profile.cosineFloor { top.offer(cosine, number) }
        }
        top.forEach { cosine, number in
            for document in store.documents(number) where Int(document) < index.documentCount {
                scratch.touch(Int(document))
                scratch.cosines[Int(document)] = cosine
            }
        }
    }
}
