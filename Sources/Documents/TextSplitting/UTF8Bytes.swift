/// What splitting asks of valid UTF-8.
extension UnsafeRawBufferPointer {
    /// How many code points `range` has, which begins and ends between two.
    func codePoints(in range: Range<Int>) -> Int {
        guard let base = baseAddress else { return 0 }
        var pointer = base + range.lowerBound
        let end = base + range.upperBound
        var within = 0
        while end - pointer >= 8 {
            // A counter a byte, which 255 words do not fill, for bytes within a code point: bit 7 without bit 6.
            var counters: UInt64 = 0
            for _ in 0..<Swift.min((end - pointer) / 8, 255) {
                let word = pointer.loadUnaligned(as: UInt64.self)
                counters &+= word >> 7 & ~(word >> 6) & 0x0101_0101_0101_0101
                pointer += 8
            }
            let pairs = (counters & 0x00FF_00FF_00FF_00FF) &+ (counters >> 8 & 0x00FF_00FF_00FF_00FF)
            within += Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) >> 48)
        }
        while pointer < end {
            if pointer.load(as: UInt8.self) & 0xC0 == 0x80 { within += 1 }
            pointer += 1
        }
        return range.count - within
    }

    /// How many bytes the code point at `index` has.
    func sequenceLength(at index: Int) -> Int {
        switch self[index] {
        case ..<0xC0: 1
        case ..<0xE0: 2
        case ..<0xF0: 3
        default: 4
        }
    }

    /// `range` without the white space at both ends, as Python's `str.strip` takes it away: Unicode's White_Space and
    /// the separators U+001C to U+001F.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper {
            let length = sequenceLength(at: lower)
            guard lower + length <= upper, isWhiteSpace(lower, length) else { break }
            lower += length
        }
        while lower < upper {
            var start = upper - 1
            while start > lower, self[start] & 0xC0 == 0x80 { start -= 1 }
            guard isWhiteSpace(start, upper - start) else { break }
            upper = start
        }
        return lower..<upper
    }

    private func isWhiteSpace(_ index: Int, _ length: Int) -> Bool {
        switch (length, self[index]) {
        case (1, 0x09...0x0D), (1, 0x1C...0x20): return true
        case (2, 0xC2): return self[index + 1] == 0x85 || self[index + 1] == 0xA0
        case (3, 0xE1): return self[index + 1] == 0x9A && self[index + 2] == 0x80
        case (3, 0xE2):
            switch (self[index + 1], self[index + 2]) {
            case (0x80, 0x80...0x8A), (0x80, 0xA8), (0x80, 0xA9), (0x80, 0xAF), (0x81, 0x9F): return true
            default: return false
            }
        case (3, 0xE3): return self[index + 1] == 0x80 && self[index + 2] == 0x80
        default: return false
        }
    }
}
