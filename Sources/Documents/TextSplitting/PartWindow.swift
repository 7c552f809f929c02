/// Parts that follow each other and together are not longer than a chunk.
struct PartWindow {
    private struct Part {
        let start: Int
        let codePoints: Int
    }

    private let size: Int
    private let overlap: Int
    /// The window's parts begin at `head`; those before it are gone.
    private var parts: [Part] = []
    private var head = 0
    private var total = 0
    /// Where the last part ends.
    private var end = 0

    init(size: Int, overlap: Int) {
        self.size = size
        self.overlap = overlap
    }

    /// Adds a part. Where it does not fit, what the window held is a chunk and is given; the window keeps of it what the
    /// next chunk may repeat.
    @inline(__always)
    mutating func append(_ range: Range<Int>, codePoints: Int) -> Range<Int>? {
        var full: Range<Int>?
        if total + codePoints > size, let held {
            full = held
            while total > overlap || (total + codePoints > size && total > 0) {
                total -= parts[head].codePoints
                head += 1
            }
            if head > 4096, head > parts.count / 2 {
                parts.removeFirst(head)
                head = 0
            }
        }
        parts.append(Part(start: range.lowerBound, codePoints: codePoints))
        end = range.upperBound
        total += codePoints
        return full
    }

    /// Empties the window; gives what it held.
    mutating func removeAll() -> Range<Int>? {
        defer {
            parts.removeAll(keepingCapacity: true)
            head = 0
            total = 0
        }
        return held
    }

    private var held: Range<Int>? {
        head < parts.count ? parts[head].start..<end : nil
    }
}
