/// Lines of a stream of bytes, whatever the pieces it comes in; one that is longer than `limit` is dropped and counted.
struct OutputLines {
    private var rest: [UInt8] = []
    private var isDropping = false
    private let limit: Int
    /// How many lines were too long.
    private(set) var dropped = 0

    init(limit: Int = 16 << 20) { self.limit = limit }

    /// Takes the next piece; `body` is given each line that it ends, without its line feed.
    mutating func add(_ piece: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        var start = 0
        while let end = piece[start...].firstIndex(of: 0x0A) {
            if isDropping {
                isDropping = false
            } else if rest.isEmpty {
                try piece.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
            } else {
                rest += piece[start..<end]
                try finish(body)
            }
            start = end + 1
        }
        guard !isDropping else { return }
        rest += piece[start...]
        guard rest.count > limit else { return }
        rest = []
        dropped += 1
        isDropping = true
    }

    /// The last line, where no line feed ends it.
    mutating func finish(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        guard !rest.isEmpty else { return }
        try rest.withUnsafeBytes(body)
        rest.removeAll(keepingCapacity: true)
    }
}
