import CKernels

/// Numbers in memory of their own, for inner loops: no reference counting, no checks but in debug builds.
///
/// Owned by one searcher and used by one thread at a time.
final class WorkArray<Element> {
    /// The elements; valid as long as this object lives.
    let elements: UnsafeMutableBufferPointer<Element>

    init(repeating element: Element, count: Int) {
        elements = .allocate(capacity: max(count, 1))
        elements.initialize(repeating: element)
    }

    deinit {
        elements.deinitialize()
        elements.deallocate()
    }
}

/// A set of documents, a bit each.
final class DocumentSet {
    /// Bit *i* mod 64 of word ⌊*i* / 64⌋ is document *i*; valid as long as this object lives.
    let words: UnsafeMutableBufferPointer<UInt64>
    private let simd = fdnix_simd_best()

    /// An empty set with room for whole posting chunks.
    init(documents: Int) {
        words = .allocate(capacity: PostingLists.chunkCount(documents: documents) * PostingLists.chunkSize / 64)
        words.initialize(repeating: 0)
    }

    deinit { words.deallocate() }

    @inline(__always)
    func insert(_ document: Int) { words[document >> 6] |= 1 << UInt64(document & 63) }

    @inline(__always)
    func remove(_ document: Int) { words[document >> 6] &= ~(1 << UInt64(document & 63)) }

    @inline(__always)
    func contains(_ document: Int) -> Bool { words[document >> 6] >> UInt64(document & 63) & 1 != 0 }

    /// Empties the set.
    func removeAll() { words.update(repeating: 0) }

    /// Adds the documents of a bitmap, or of another set.
    func formUnion(_ bits: UnsafeBufferPointer<UInt64>) {
        for i in 0..<min(bits.count, words.count) { words[i] |= bits[i] }
    }

    /// Adds the documents of a term.
    func formUnion(_ term: Int, _ index: SearchIndex) {
        if let bits = index.frequent.bitmap(term) { return formUnion(bits) }
        let words = words
        index.postings.forEachChunk(term) { base, ids, _, count in
            for i in 0..<count {
                let document = base + Int(ids[i])
                words[document >> 6] |= 1 << UInt64(document & 63)
            }
        }
    }

    /// The documents below `end` and no others.
    func removeAll(from end: Int) {
        guard end >> 6 < words.count else { return }
        words[end >> 6] &= (1 << UInt64(end & 63)) - 1
        for i in (end >> 6) + 1..<max(words.count, (end >> 6) + 1) { words[i] = 0 }
    }

    /// Whether no document is in it.
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// How many documents are in it.
    var count: Int { fdnix_count_common(words.baseAddress, words.baseAddress, words.count, simd) }

    /// How many documents are in it, where those of a run count as one: a document of `continuing` is in one run with the
    /// document before it.
    func count(runs continuing: DocumentSet) -> Int {
        var (count, carry): (Int, UInt64) = (0, 0)
        for i in 0..<words.count {
            let (own, open) = (words[i], continuing.words[i])
            // Whether the run of each document has one up to here: a parallel prefix over the runs (Kogge and Stone 1973).
            var (seen, run) = (own | open & carry, open)
            for step in [1, 2, 4, 8, 16, 32] as [UInt64] {
                seen |= run & seen << step
                run &= run << step
            }
            count += (own & ~(open & (seen << 1 | carry))).nonzeroBitCount
            carry = seen >> 63
        }
        return count
    }

    /// Leaves out the documents of another set; returns how many they were.
    func subtract(_ other: DocumentSet) -> Int {
        let count = fdnix_count_common(words.baseAddress, other.words.baseAddress, words.count, simd)
        for i in 0..<words.count { words[i] &= ~other.words[i] }
        return count
    }

    /// Leaves out the documents that are not in another set.
    func formIntersection(_ other: DocumentSet) {
        for i in 0..<words.count { words[i] &= other.words[i] }
    }

    /// Calls `body` with every document, ascending; it may remove the one it is called with.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for i in 0..<words.count {
            var rest = words[i]
            while rest != 0 {
                body(i << 6 | rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
