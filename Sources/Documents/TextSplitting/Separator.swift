import Platform

/// Where a text may be cut, from the best place to the last resort.
enum Separator: Int {
    case paragraph, line, space, nothing

    /// What is tried where this does not occur, or leaves a part too long.
    var next: Separator? { Separator(rawValue: rawValue + 1) }

    /// How many bytes it has.
    var count: Int {
        switch self {
        case .paragraph: 2
        case .line, .space: 1
        case .nothing: 0
        }
    }

    /// Where it first occurs in `range`, or the end of `range`.
    func first(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        switch self {
        case .nothing: return range.lowerBound
        case .line: return Self.find(0x0A, in: bytes, range)
        case .space: return Self.find(0x20, in: bytes, range)
        case .paragraph:
            var start = range.lowerBound
            while true {
                let found = Self.find(0x0A, in: bytes, start..<range.upperBound)
                guard found + 1 < range.upperBound else { return range.upperBound }
                if bytes[found + 1] == 0x0A { return found }
                start = found + 1
            }
        }
    }

    private static func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        guard let base = bytes.baseAddress, !range.isEmpty,
            let found = memchr(base + range.lowerBound, Int32(byte), range.count)
        else { return range.upperBound }
        return UnsafeRawPointer(found) - base
    }
}
