import StaticEmbedding

/// A text (`unit` repeated `times`) with what Python makes of it.
struct ParityCase: Sendable {
    let unit: String
    let times: Int
    let ids: [Int32]
    /// The first numbers of the embedding.
    let start: [Float]

    init(_ unit: String, times: Int, ids: [Int32], start: [Float]) {
        self.unit = unit
        self.times = times
        self.ids = ids
        self.start = start
    }

    var text: String { String(repeating: unit, count: times) }
}

extension StaticModel {
    /// The embedding of `text` as an array.
    func vector(_ text: String) -> [Float] {
        [Float](unsafeUninitializedCapacity: dimension) { vector, count in
            embed(text, into: vector)
            count = dimension
        }
    }
}

func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
