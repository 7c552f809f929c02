import Basics
import CKernels
import Platform

/// An array of byte strings in mapped memory: offsets and one blob. Sorted tables are searched by bisection.
struct StringTable: Sendable {
    private let offsets: MappedArray<UInt32>
    private let blob: ByteView
    private let simd = fdnix_simd_best()

    /// Opens a table of `count` strings.
    init(offsets offsetView: ByteView, blob blobView: ByteView, count: Int, _ what: String) throws {
        offsets = try MappedArray(offsetView, what)
        guard offsets.count == count + 1 else { throw FdnixError(.corrupt, "\(what) has a wrong size") }
        blob = blobView
    }

    /// How many strings there are.
    var count: Int { offsets.count - 1 }

    /// The bytes of string `index`; empty where the table is damaged or the index outside it.
    @inline(__always)
    subscript(index: Int) -> UnsafeRawBufferPointer {
        guard index >= 0, index < offsets.count - 1 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let (start, end) = (Int(offsets[index]), Int(offsets[index + 1]))
        guard start <= end, end <= blob.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: blob.bytes[start..<end])
    }

    /// The first index of `range` whose string is not less than `key` in byte order.
    private func lowerBound(_ key: UnsafeRawBufferPointer, in range: Range<Int>) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if ByteOrder.compare(self[middle], key) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The index of `key` in a sorted table.
    func index(of key: UnsafeRawBufferPointer) -> Int? {
        let index = lowerBound(key, in: 0..<count)
        return index < count && ByteOrder.compare(self[index], key) == 0 ? index : nil
    }

    /// The indices of the strings that begin with `prefix`, in a sorted table.
    func range(prefix: UnsafeRawBufferPointer) -> Range<Int> { range(prefix: prefix, in: 0..<count) }

    /// Those of `range`, which is a part of the table.
    func range(prefix: UnsafeRawBufferPointer, in range: Range<Int>) -> Range<Int> {
        let start = lowerBound(prefix, in: range)
        return start..<end(ofPrefix: prefix, from: start, before: range.upperBound)
    }

    /// The first index from `start` on whose string does not begin with `prefix`, given that all that do are
    /// neighbours: found by doubling steps, as it is often near.
    func end(ofPrefix prefix: UnsafeRawBufferPointer, from start: Int, before end: Int) -> Int {
        guard start < end, ByteOrder.hasPrefix(self[start], prefix) else { return start }
        var (low, step) = (start, 1)
        while low + step < end, ByteOrder.hasPrefix(self[low + step], prefix) {
            low += step
            step *= 2
        }
        var high = min(low + step, end)
        low += 1
        while low < high {
            let middle = (low + high) / 2
            if ByteOrder.hasPrefix(self[middle], prefix) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Calls `body` with the number of each string that has `part` in it, ascending: one pass over all bytes, 32 or 64 at
    /// a time.
    func forEach(containing part: [UInt8], _ body: (Int) -> Void) {
        guard !part.isEmpty else { return (0..<count).forEach(body) }
        guard let base = blob.bytes.baseAddress else { return }
        let haystack = base.assumingMemoryBound(to: UInt8.self)
        var (position, index) = (0, 0)
        while position < blob.count {
            let found = fdnix_find(haystack, blob.count, position, part, part.count, simd)
            guard found < blob.count else { return }
            // The string that the place belongs to; offsets ascend, but for a damaged file.
            while index < count, Int(offsets[index + 1]) <= found { index += 1 }
            guard index < count else { return }
            if found >= Int(offsets[index]), found + part.count <= Int(offsets[index + 1]) {
                body(index)
                position = max(found + 1, Int(offsets[index + 1]))
            } else {
                position = found + 1
            }
        }
    }

    /// Whether every offset is in order; the full check of `verify`.
    var isSound: Bool {
        guard offsets.count > 0, Int(offsets[offsets.count - 1]) <= blob.count else { return false }
        for i in 1..<max(offsets.count, 1) where offsets[i - 1] > offsets[i] { return false }
        return true
    }

    /// The two sections of a table of `strings`.
    static func encode(_ strings: some Sequence<some Sequence<UInt8>>) -> (offsets: [UInt32], blob: [UInt8]) {
        var offsets: [UInt32] = [0]
        var blob: [UInt8] = []
        for string in strings {
            blob.append(contentsOf: string)
            offsets.append(UInt32(blob.count))
        }
        return (offsets, blob)
    }
}

/// Byte-wise comparison, the order of every sorted table.
enum ByteOrder {
    /// Negative, zero or positive, as `a` sorts before, with or after `b`.
    @inline(__always)
    static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
        let n = min(a.count, b.count)
        if n > 0, let x = a.baseAddress, let y = b.baseAddress {
            let order = memcmp(x, y, n)
            if order != 0 { return Int(order) }
        }
        return a.count - b.count
    }

    /// Whether `a` begins with `prefix`.
    @inline(__always)
    static func hasPrefix(_ a: UnsafeRawBufferPointer, _ prefix: UnsafeRawBufferPointer) -> Bool {
        a.count >= prefix.count && compare(UnsafeRawBufferPointer(rebasing: a[..<prefix.count]), prefix) == 0
    }
}
