import Vectors

/// The semantic leg (`LexicalLeg` says what a leg is): the nearest embeddings by cosine, found by sketch and rescored by
/// int8 rows.
enum SemanticLeg {
    /// Marks the documents of the nearest vectors with their cosines.
    static func run(_ vector: [Float], _ index: SearchIndex, _ profile: RankingProfile, _ scratch: Scratch) {
        guard vector.count == index.vectors.dimension, vector.contains(where: { $0 != 0 }) else { return }
        run(rotated: Rotation.rotated(vector), index, profile, scratch)
    }

    /// The same of a vector as the index keeps them.
    static func run(rotated vector: [Float], _ index: SearchIndex, _ profile: RankingProfile, _ scratch: Scratch) {
        let store = index.vectors
        guard store.count > 0, vector.count == store.dimension else { return }
        let sketch = vector.withUnsafeBufferPointer(Sketch.of)
        store.scan(sketch, into: &scratch.distances)
        let found = store.nearest(scratch.distances, wanted: profile.rescored, into: &scratch.candidates)
        let query = VectorQuery(vector)
        store.dots(query, scratch.candidates, found, into: &scratch.dots)
        let floor = max(0, profile.cosineFloor)
        scratch.nearest.removeAll(keepingCapacity: true)
        for i in 0..<found {
            let number = Int(scratch.candidates[i])
            let cosine = store.cosine(query, number, scratch.dots[i])
            if cosine >= floor { scratch.nearest.append(TopHits.item(cosine, number)) }
        }
        scratch.nearest.withUnsafeMutableBufferPointer { TopHits.select(profile.nearest, of: $0) }
        for item in scratch.nearest.prefix(max(0, profile.nearest)) {
            for document in store.documents(TopHits.document(item)) where Int(document) < index.documentCount {
                scratch.mark(Int(document), cosine: TopHits.score(item))
            }
        }
    }
}
