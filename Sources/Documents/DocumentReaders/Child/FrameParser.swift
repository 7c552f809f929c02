import Basics

/// Cuts what comes from a child into frames. Believes nothing: lengths are checked before anything is kept.
struct FrameParser {
    private var bytes: [UInt8] = []
    private var start = 0

    /// Whether it stands between two frames.
    var isAtBoundary: Bool { start == bytes.count }

    mutating func append(_ piece: some Collection<UInt8>) {
        // What was read is dropped before more comes: a frame is moved once.
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += piece
    }

    /// The next whole frame, nil where more bytes are needed. Throws `malformedInput` where they are not frames.
    mutating func next() throws -> Frame? {
        guard bytes.count - start >= Frame.headLength else { return nil }
        guard let kind = Frame.Kind(rawValue: bytes[start]) else { throw FdnixError.garbledFrame }
        let count = (1...4).reversed().reduce(0) { $0 << 8 | Int(bytes[start + $1]) }
        guard count <= Frame.longestPayload else { throw FdnixError.garbledFrame }
        let end = start + Frame.headLength + count
        guard end <= bytes.count else { return nil }
        defer { start = end }
        return try Frame(kind, bytes[(start + Frame.headLength)..<end])
    }
}
