/// One text on its way through the separators. Chunks are ranges of bytes: all parts of one follow each other.
struct SplittingPass {
    /// The chunks so far.
    private(set) var chunks: [Range<Int>] = []
    private let bytes: UnsafeRawBufferPointer
    private let size: Int
    private var window: PartWindow

    private let release: () -> Void
    private var released = 0

    init(_ bytes: UnsafeRawBufferPointer, size: Int, overlap: Int, release: @escaping () -> Void = {}) {
        self.release = release
        self.bytes = bytes
        self.size = size
        window = PartWindow(size: size, overlap: overlap)
    }

    /// Splits `range` at the first of `separator` and those after it that occurs there. The window is empty before and
    /// afterwards. Calls itself once a separator: three deep at most.
    mutating func split(_ range: Range<Int>, at separator: Separator) {
        var separator = separator
        while separator != .nothing, separator.first(in: bytes, range) == range.upperBound, let next = separator.next {
            separator = next
        }
        switch separator {
        case .paragraph, .line: splitIntoParts(range, at: separator)
        case .space: splitIntoWords(range)
        case .nothing: splitIntoCodePoints(range)
        }
        flush()
    }

    /// A separator stays at the start of the part after it.
    private mutating func splitIntoParts(_ range: Range<Int>, at separator: Separator) {
        var start = range.lowerBound
        var searched = start
        while start < range.upperBound {
            let end = separator.first(in: bytes, searched..<range.upperBound)
            if end > start { add(start..<end, codePoints: bytes.codePoints(in: start..<end), from: separator) }
            start = end
            searched = min(end + separator.count, range.upperBound)
        }
    }

    /// As into other parts, but words are so short that they are counted while their end is looked for.
    private mutating func splitIntoWords(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            var codePoints = 1
            while end < range.upperBound, bytes[end] != 0x20 {
                codePoints += bytes[end] & 0xC0 == 0x80 ? 0 : 1
                end += 1
            }
            add(start..<end, codePoints: codePoints, from: .space)
            start = end
        }
    }

    private mutating func splitIntoCodePoints(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let token = MediaToken.length(in: bytes, at: start, before: range.upperBound)
            let count = token ?? bytes.sequenceLength(at: start)
            // A token is of ASCII alone: as many code points as bytes.
            add(start..<min(start + count, range.upperBound), codePoints: token ?? 1, from: .nothing)
            start += count
        }
    }

    private mutating func add(_ part: Range<Int>, codePoints: Int, from separator: Separator) {
        if codePoints < size {
            if let full = window.append(part, codePoints: codePoints) { emit(full) }
            return
        }
        flush()
        if let next = separator.next { split(part, at: next) } else { chunks.append(part) }
    }

    private mutating func flush() {
        if let rest = window.removeAll() { emit(rest) }
    }

    private mutating func emit(_ range: Range<Int>) {
        let trimmed = bytes.trimmed(range)
        if !trimmed.isEmpty { chunks.append(trimmed) }
        if range.upperBound - released >= Self.stretch {
            released = range.upperBound
            release()
        }
    }

    /// How many bytes are read between two releases.
    private static let stretch = 32 << 20
}
