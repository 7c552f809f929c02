import Vectors

/// Rows rotated, quantised and sketched.
struct EncodedRows: Sendable {
    var rows: [Int8] = []
    var scales: [Float] = []
    var sketches: [UInt64] = []

    /// The rows `sources` of `matrix`, on all cores.
    static func encode(_ sources: [Int], _ matrix: [Float], _ dimension: Int) -> EncodedRows {
        let pieces = stride(from: 0, to: sources.count, by: 8192).map { start in
            { @Sendable in
                var encoded = EncodedRows()
                for row in sources[start..<min(start + 8192, sources.count)] {
                    encoded.append(Rotation.rotated(matrix[row * dimension..<(row + 1) * dimension]))
                }
                return encoded
            }
        }
        var all = EncodedRows()
        for piece in SideBySide.map(pieces) {
            all.rows += piece.rows
            all.scales += piece.scales
            all.sketches += piece.sketches
        }
        return all
    }

    private mutating func append(_ vector: [Float]) {
        let quantized = QuantizedVector(vector)
        rows.append(contentsOf: quantized.values)
        scales.append(quantized.scale)
        sketches.append(contentsOf: vector.withUnsafeBufferPointer(Sketch.of))
    }

    func write(to writer: inout IndexFileWriter) {
        writer.add(.vectors, rows)
        writer.add(.vectorScales, scales)
        writer.add(.sketches, sketches)
    }
}
