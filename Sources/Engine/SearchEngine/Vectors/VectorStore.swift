import Basics
import CKernels
import Vectors

/// The documents' embeddings: each distinct vector once, rotated (`Rotation`), as int8 with a scale and as a sketch of
/// sign bits.
///
/// A search scans the sketches (32 bytes a vector), then rescores the nearest by their int8 rows.
struct VectorStore: Sendable {
    /// A document has no vector.
    static let none = UInt32.max

    let count: Int
    let dimension: Int
    private let vectorOfDocument: MappedArray<UInt32>
    private let rows: MappedArray<Int8>
    private let scales: MappedArray<Float>
    private let sketches: MappedArray<UInt64>
    private let listOffsets: MappedArray<UInt32>
    private let lists: MappedArray<UInt32>
    private let simd = fdnix_simd_best()

    init(_ file: IndexFile, counts: IndexCounts) throws {
        count = counts.vectors
        dimension = counts.dimension
        vectorOfDocument = try file.array(.vectorOfDocument, of: UInt32.self, count: counts.documents)
        rows = try file.array(.vectors, of: Int8.self, count: count * dimension)
        scales = try file.array(.vectorScales, of: Float.self, count: count)
        sketches = try file.array(.sketches, of: UInt64.self, count: count * dimension / 64)
        listOffsets = try file.array(.vectorListOffsets, of: UInt32.self, count: count + 1)
        lists = try MappedArray(file.section(.vectorLists), "\(file.path): vectorLists")
    }

    /// The number of a document's vector, nil without one.
    @inline(__always)
    func vector(of document: Int) -> Int? {
        let number = vectorOfDocument[document]
        return number < count ? Int(number) : nil
    }

    /// The documents that share vector `number`, ascending.
    @inline(__always)
    func documents(_ number: Int) -> UnsafeBufferPointer<UInt32> {
        guard let start = listOffsets[checked: number], let end = listOffsets[checked: number + 1], start <= end,
            Int(end) <= lists.count
        else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(rebasing: lists.buffer[Int(start)..<Int(end)])
    }

    /// Hamming distances of a query's sketch to all sketches, into `out` (`count` entries).
    func scan(_ sketch: [UInt64], into out: inout [UInt16]) {
        out.withUnsafeMutableBufferPointer { buffer in
            guard let target = buffer.baseAddress, let base = sketches.buffer.baseAddress, buffer.count >= count,
                sketch.count == dimension / 64
            else { return }
            fdnix_hamming_scan(sketch, base, count, dimension / 64, target, simd)
        }
    }

    /// Writes the numbers of about `wanted` nearest sketches, ascending, from the distances of `scan`; returns how many.
    ///
    /// The threshold comes from a sample of one in sixteen, so the number found varies a little around what is wanted.
    func nearest(_ distances: [UInt16], wanted: Int, into numbers: inout [UInt32]) -> Int {
        var histogram = [UInt32](repeating: 0, count: dimension + 1)
        let stride = count > wanted * 16 ? 16 : 1
        fdnix_histogram(distances, count, stride, &histogram, histogram.count)
        var (threshold, sum) = (0, Int(histogram[0]))
        while sum * stride < wanted && threshold < dimension {
            threshold += 1
            sum += Int(histogram[threshold])
        }
        if numbers.count < count { numbers = Array(repeating: 0, count: count) }
        return fdnix_collect(distances, count, UInt16(threshold), &numbers, simd)
    }

    /// Writes the dot products of a query with the first `found` of the vectors `numbers`, each less than `count`.
    func dots(_ query: VectorQuery, _ numbers: [UInt32], _ found: Int, into dots: inout [Int32]) {
        guard let base = rows.buffer.baseAddress, query.values.count == dimension, found <= numbers.count else {
            return
        }
        if dots.count < found { dots = Array(repeating: 0, count: found) }
        fdnix_dot_rows(query.values, base, numbers, found, dimension, &dots, simd)
    }

    /// The cosine that a dot product stands for.
    @inline(__always)
    func cosine(_ query: VectorQuery, _ number: Int, _ dot: Int32) -> Float {
        Float(dot) * query.scale * scales[number]
    }

    /// A document's embedding in float, rotated: for "similar to this".
    func rotated(_ number: Int) -> [Float] {
        rows.buffer[number * dimension..<(number + 1) * dimension].map { Float($0) * scales[number] }
    }

    var isSound: Bool {
        zip(listOffsets.buffer, listOffsets.buffer.dropFirst()).allSatisfy { $0 <= $1 }
            && listOffsets.buffer.last.map { Int($0) <= lists.count } ?? false
            && vectorOfDocument.buffer.allSatisfy { $0 == Self.none || Int($0) < count }
            && lists.buffer.allSatisfy { Int($0) < vectorOfDocument.count }
    }

    /// The sections for `documents`, whose vectors are rows of `matrix`; equal rows are stored once.
    static func encode(
        _ documents: [IndexDocument], matrix: [Float], dimension: Int, into writer: inout IndexFileWriter
    ) -> Int {
        var vectorOfDocument = [UInt32](repeating: none, count: documents.count)
        var members: [[UInt32]] = []
        var sources: [Int] = []
        var numbers: [[UInt32]: UInt32] = [:]
        matrix.withUnsafeBufferPointer { matrix in
            for (i, document) in documents.enumerated() {
                guard let row = document.vector, dimension > 0 else { continue }
                let vector = matrix[row * dimension..<(row + 1) * dimension]
                guard vector.contains(where: { $0 != 0 }) else { continue }
                let key = vector.map(\.bitPattern)
                let next = UInt32(members.count)
                let number = numbers[key] ?? next
                if number == next {
                    numbers[key] = next
                    sources.append(row)
                    members.append([])
                }
                vectorOfDocument[i] = number
                members[Int(number)].append(UInt32(i))
            }
        }
        writer.add(.vectorOfDocument, vectorOfDocument)
        EncodedRows.encode(sources, matrix, dimension).write(to: &writer)
        var offsets: [UInt32] = [0]
        for list in members { offsets.append(offsets[offsets.count - 1] + UInt32(list.count)) }
        writer.add(.vectorListOffsets, offsets)
        writer.add(.vectorLists, members.flatMap { $0 })
        return members.count
    }
}
