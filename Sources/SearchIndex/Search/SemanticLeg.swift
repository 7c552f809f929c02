import Embedding

/// The semantic leg: the nearest embeddings by cosine, found by sketch and rescored by int8 rows.
enum SemanticLeg {
    /// Marks the documents of the nearest vectors with their cosines.
    static func run(_ vector: [Float], _ index: SearchIndex, _ profile: RankingProfile, _ scratch: inout Scratch) {
        let store = index.vectors
        guard store.count > 0, vector.count == store.dimension, vector.contains(where: { $0 != 0 }) else { return }
        let sketch = vector.withUnsafeBufferPointer(VectorStore.sketch)
        store.scan(sketch, into: &scratch.distances)
        let numbers = nearest(scratch.distances, count: profile.rescored, dimension: store.dimension)
        var cosines: [Float] = []
        store.cosines(QuantizedVector(vector), numbers, into: &cosines)
        let order = cosines.indices.filter { cosines[$0] >= profile.cosineFloor }
            .sorted { (cosines[$0], numbers[$1]) > (cosines[$1], numbers[$0]) }
        for i in order.prefix(profile.nearest) {
            for document in store.documents(Int(numbers[i])) where Int(document) < index.documentCount {
                scratch.touch(Int(document))
                scratch.cosines[Int(document)] = cosines[i]
            }
        }
    }

    /// The numbers of at least `count` smallest distances (all that tie with the last), by counting.
    private static func nearest(_ distances: [UInt16], count: Int, dimension: Int) -> [UInt32] {
        var histogram = [Int](repeating: 0, count: dimension + 2)
        for distance in distances { histogram[min(Int(distance), dimension + 1)] += 1 }
        var threshold = 0
        var sum = histogram[0]
        while sum < count && threshold < dimension {
            threshold += 1
            sum += histogram[threshold]
        }
        var numbers: [UInt32] = []
        numbers.reserveCapacity(sum)
        for (number, distance) in distances.enumerated() where distance <= threshold { numbers.append(UInt32(number)) }
        return numbers
    }
}
