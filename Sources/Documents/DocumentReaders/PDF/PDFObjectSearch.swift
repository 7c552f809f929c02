/// The objects of a damaged PDF by which it can be opened: its last catalog and its pages, also within compressed streams
/// of objects.
struct PDFObjectSearch {
    /// The number of the last catalog.
    private(set) var catalog: Int?
    /// The numbers of the pages.
    private(set) var pages: Set<Int> = []
    /// The highest number of an object.
    private(set) var highest = 0

    /// No object of interest has a longer beginning.
    private static let longestHead = 4096
    /// The most objects PDFium knows (`kMaxObjectNumber`).
    private static let highestNumber = 4 << 20
    /// The most pages that are gathered, and the most bytes that streams of objects are expanded to, all together.
    private static let mostPages = 100_000
    private var expandable = 128 << 20

    init(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while let found = bytes.first(" obj", from: index) {
            index = found + 4
            guard let number = Self.number(before: found, in: bytes) else { continue }
            take(number, UnsafeRawBufferPointer(rebasing: bytes[index...]))
        }
    }

    /// The number in `12 0` before ` obj`.
    private static func number(before end: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        var index = end
        func digits() -> Range<Int>? {
            let upper = index
            while index > 0, upper - index < 11, bytes[index - 1].isDigit { index -= 1 }
            return index < upper ? index..<upper : nil
        }
        guard digits() != nil, index > 0, bytes[index - 1] == 0x20 else { return nil }
        index -= 1
        guard let range = digits() else { return nil }
        return Int(String(decoding: bytes[range], as: UTF8.self)).flatMap { $0 <= highestNumber ? $0 : nil }
    }

    private mutating func take(_ number: Int, _ rest: UnsafeRawBufferPointer) {
        highest = max(highest, number)
        let near = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.longestHead))
        let end = min(near.first("endobj", from: 0) ?? near.count, near.first("stream", from: 0) ?? near.count)
        let head = UnsafeRawBufferPointer(rebasing: near[..<end])
        classify(number, head)
        if head.hasType("ObjStm"), let start = near.first("stream", from: 0) {
            var data = start + 6
            if data < near.count, near[data] == 0x0D { data += 1 }
            if data < near.count, near[data] == 0x0A { data += 1 }
            takeStream(head, UnsafeRawBufferPointer(rebasing: rest[data...]))
        }
    }

    private mutating func classify(_ number: Int, _ head: UnsafeRawBufferPointer) {
        if head.hasType("Catalog") { catalog = number }
        if head.hasType("Page"), pages.count < Self.mostPages { pages.insert(number) }
    }

    /// Looks into a stream of objects: pairs of numbers and places, then the objects.
    private mutating func takeStream(_ head: UnsafeRawBufferPointer, _ data: UnsafeRawBufferPointer) {
        guard let count = head.integer("/N"), let first = head.integer("/First"), count > 0 else { return }
        let expanded = ZlibPrefix.expand(data, limit: min(expandable, 16 << 20))
        expandable -= expanded.count
        expanded.withUnsafeBytes { bytes in
            guard first <= bytes.count else { return }
            let numbers = bytes[..<first].split { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }.prefix(2 * count)
                .map { Int(String(decoding: $0, as: UTF8.self)) ?? -1 }
            for pair in stride(from: 0, to: numbers.count - 1, by: 2) {
                let (number, start) = (numbers[pair], numbers[pair + 1])
                guard (0...Self.highestNumber).contains(number), start >= 0, start <= bytes.count - first else {
                    continue
                }
                let next = pair + 3 < numbers.count ? numbers[pair + 3] : bytes.count - first
                let end = min(max(start, next), start + Self.longestHead, bytes.count - first)
                highest = max(highest, number)
                classify(number, UnsafeRawBufferPointer(rebasing: bytes[(first + start)..<(first + end)]))
            }
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}

extension UnsafeRawBufferPointer {
    /// Where `word` next occurs.
    fileprivate func first(_ word: StaticString, from start: Int) -> Int? {
        let length = word.utf8CodeUnitCount
        let first = word.utf8Start[0]
        var index = start
        while index + length <= count {
            guard let found = self[index...].firstIndex(of: first), found + length <= count else { return nil }
            if (1..<length).allSatisfy({ self[found + $0] == word.utf8Start[$0] }) { return found }
            index = found + 1
        }
        return nil
    }

    /// Whether a dictionary says that it is of this type.
    fileprivate func hasType(_ type: StaticString) -> Bool {
        var index = 0
        while let found = first("/Type", from: index) {
            index = found + 5
            var value = index
            while value < count, self[value].isSpace { value += 1 }
            let length = type.utf8CodeUnitCount
            guard value + length < count, self[value] == 0x2F,
                (0..<length).allSatisfy({ self[value + 1 + $0] == type.utf8Start[$0] })
            else { continue }
            guard value + 1 + length < count else { return true }
            let next = self[value + 1 + length]
            // `/Pages` is not `/Page`.
            return next.isSpace || next == 0x2F || next == 0x3E || next == 0x5D
        }
        return false
    }

    /// The whole number behind the key `name`.
    fileprivate func integer(_ name: StaticString) -> Int? {
        var index = 0
        while let found = first(name, from: index) {
            index = found + name.utf8CodeUnitCount
            var end = index
            while end < count, self[end].isSpace { end += 1 }
            let start = end
            while end < count, end - start < 10, self[end].isDigit { end += 1 }
            if end > start { return Int(String(decoding: self[start..<end], as: UTF8.self)) }
        }
        return nil
    }
}
