/// A query against int8 rows: 12 bits a number, so that next to nothing is lost on this side, and a scale.
public struct VectorQuery: Sendable {
    /// The numbers divided by the scale, rounded, from -2047 to 2047: what the kernels multiply with int8 rows.
    public let values: [Int16]
    /// What a number of `values` is worth; zero for a vector that says nothing.
    public let scale: Float

    /// Quantises a rotated vector; one with an infinity or NaN becomes the zero vector.
    public init(_ vector: [Float]) {
        let peak = vector.reduce(0) { max($0, abs($1)) }
        let scale = peak / Self.most
        let isUsable = scale > 0 && (1 / scale).isFinite && vector.allSatisfy(\.isFinite)
        self.scale = isUsable ? scale : 0
        values = vector.map { value in
            isUsable ? Int16(max(-Self.most, min(Self.most, (value / scale).rounded(.toNearestOrEven)))) : 0
        }
    }

    /// The kernels add 4096 products of this with 127 in 32 bits.
    private static let most: Float = 2047
}
