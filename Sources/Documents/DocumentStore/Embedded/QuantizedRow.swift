import Vectors

/// A vector in bytes as the file keeps it: its scale, a 32-bit float, then the numbers, padded with zeros to whole steps of
/// the kernels.
enum QuantizedRow {
    /// Kernels take 64 numbers a step and 4,096 numbers at most.
    private static let step = 64
    private static let longest = 4096

    /// How many bytes the numbers of a vector take; nil for one that is too long for the kernels.
    static func width(of dimension: Int) -> Int? {
        dimension <= longest ? (dimension + step - 1) / step * step : nil
    }

    /// The bytes of a vector; nil where it is too long.
    static func bytes(_ vector: [Float]) -> [UInt8]? {
        guard let width = width(of: vector.count) else { return nil }
        let quantized = QuantizedVector(vector)
        var bytes = FloatBytes.bytes([quantized.scale])
        bytes.reserveCapacity(4 + width)
        bytes.append(contentsOf: quantized.values.lazy.map { UInt8(bitPattern: $0) })
        bytes.append(contentsOf: repeatElement(0, count: width - vector.count))
        return bytes
    }
}
