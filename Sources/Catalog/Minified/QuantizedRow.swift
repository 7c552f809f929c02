/// A vector in 8 bits a number and one scale: `v ≈ q × scale`.
struct QuantizedRow {
    /// `max(|v|) / 127`; 0 for a vector of zeros.
    private(set) var scale: Float = 0
    /// The rounded numbers, −127…127.
    private(set) var values: [Int8]

    init(dimension: Int) { values = [Int8](repeating: 0, count: dimension) }

    /// Takes over `vector`, which must have the row's dimension.
    mutating func quantize(_ vector: UnsafeBufferPointer<Float>) {
        var largest: Float = 0
        for value in vector { largest = max(largest, abs(value)) }
        scale = largest / 127
        let inverse = scale > 0 && scale.isFinite ? 1 / scale : 0
        for (index, value) in vector.enumerated() where index < values.count {
            let rounded = (value * inverse).rounded()
            values[index] = rounded.isNaN ? 0 : Int8(min(max(rounded, -127), 127))
        }
    }
}
