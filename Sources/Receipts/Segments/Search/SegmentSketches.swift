import Basics
import Vectors

/// The sign bits of a segment's vectors after a rotation: a 32nd of their size, scanned before any vector is read. A file of its
/// own beside the segments, made from one and worth nothing without it.
public struct SegmentSketches: Sendable {
    /// How many vectors there are.
    let count: Int
    /// How many 64-bit words each has.
    let words: Int
    /// Whether all vectors have length 1: else the nearest by angle need not be the nearest.
    let areUnit: Bool
    let bits: MappedArray<UInt64>

    private static let magic: UInt64 = 0x3130_3030_5443_4B53
    private static let headerWords = 4

    /// The sketches of all vectors of a segment.
    public init(_ segment: Segment) throws {
        try self.init(ByteView(copying: Self.encode(segment)), segment, "sketches")
    }

    /// Writes a segment's sketches into a file. Throws `io`.
    public static func write(_ segment: Segment, to path: String) throws {
        try AtomicFile.write(encode(segment), to: path)
    }

    /// Opens the file of a segment's sketches. Throws `notFound`, and `corrupt` where it is that of another segment.
    public init(path: String, of segment: Segment) throws {
        try self.init(ByteView(MappedFile(path: path)), segment, path)
    }

    private init(_ file: ByteView, _ segment: Segment, _ name: String) throws {
        let header = try MappedArray<UInt64>(try file.slice(0, Self.headerWords * 8, name), name)
        count = segment.count
        words = segment.dimension / 64
        bits = try MappedArray(
            try file.slice(Self.headerWords * 8, file.count - Self.headerWords * 8, name), name)
        areUnit = header[3] == 1
        guard header[0] == Self.magic, header[1] == UInt64(count), header[2] == UInt64(segment.dimension),
            bits.count == count * words
        else { throw FdnixError(.corrupt, "\(name) has no sketches of \(segment.name)") }
    }

    private static func encode(_ segment: Segment) -> [UInt8] {
        let each = segment.dimension / 64
        let header = [magic, UInt64(segment.count), UInt64(segment.dimension), 1]
        let origin = [Float](repeating: 0, count: segment.dimension)
        return [UInt8](unsafeUninitializedCapacity: 8 * (headerWords + segment.count * each)) { bytes, count in
            count = bytes.count
            UnsafeMutableRawBufferPointer(bytes).withMemoryRebound(to: UInt64.self) { words in
                _ = words.update(fromContentsOf: header)
                withUnsafeTemporaryAllocation(of: Float.self, capacity: segment.dimension) { rotated in
                    for row in 0..<segment.count {
                        let vector = segment.vector(row)
                        let length = origin.withUnsafeBufferPointer { SquaredDistance.between($0, vector) }
                        if abs(length - 1) > 0.001 { words[3] = 0 }
                        _ = rotated.update(fromContentsOf: vector)
                        Rotation.apply(rotated)
                        let place = headerWords + row * each
                        Sketch.write(
                            UnsafeBufferPointer(rotated),
                            to: UnsafeMutableBufferPointer(rebasing: words[place..<place + each]))
                    }
                }
            }
        }
    }
}
