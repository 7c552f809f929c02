import Basics

/// The inverted index: for each term its documents in ascending order, each with an impact.
///
/// Documents are cut into chunks of 65,536 (as Roaring bitmaps do, <https://arxiv.org/abs/1402.6407>), so that a
/// posting is a plain 16-bit number beside an 8-bit impact: three bytes, nothing to decode, and every number that
/// a file can hold lies inside its chunk of the accumulator.
///
/// The impact is the saturated, length-normalised BM25F term frequency, scaled to 1...255; the term's inverse
/// document frequency is a factor of the query.
struct PostingLists: Sendable {
    /// Documents to a chunk.
    static let chunkSize = 1 << 16

    private let starts: MappedArray<UInt32>
    private let splits: MappedArray<UInt32>
    private let ids: MappedArray<UInt16>
    private let impacts: MappedArray<UInt8>
    private let traits: MappedArray<UInt8>
    let chunks: Int
    /// How many terms there are.
    var terms: Int { starts.count - 1 }

    /// Lists that have just been made, or those of a file.
    init(
        chunks: Int, starts: MappedArray<UInt32>, splits: MappedArray<UInt32>, ids: MappedArray<UInt16>,
        impacts: MappedArray<UInt8>, traits: MappedArray<UInt8>
    ) {
        self.chunks = chunks
        (self.starts, self.splits, self.ids, self.impacts, self.traits) = (starts, splits, ids, impacts, traits)
    }

    init(_ file: IndexFile, counts: IndexCounts) throws {
        chunks = Self.chunkCount(documents: counts.documents)
        starts = try file.array(.postingStarts, of: UInt32.self, count: counts.terms + 1)
        splits = try file.array(.postingSplits, of: UInt32.self, count: counts.terms * (chunks - 1))
        ids = try MappedArray(file.section(.postingIds), "\(file.path): postingIds")
        impacts = try file.array(.postingImpacts, of: UInt8.self, count: ids.count)
        traits = try file.array(.termTraits, of: UInt8.self, count: counts.terms)
    }

    static func chunkCount(documents: Int) -> Int { max(1, (documents + chunkSize - 1) / chunkSize) }

    /// How many documents a term occurs in.
    @inline(__always)
    func count(_ term: Int) -> Int {
        guard let start = starts[checked: term], let end = starts[checked: term + 1], start <= end,
            Int(end) <= ids.count
        else { return 0 }
        return Int(end - start)
    }

    /// Whether the term occurs in a name.
    @inline(__always)
    func isName(_ term: Int) -> Bool { (traits[checked: term] ?? 0) & 1 != 0 }

    /// The postings of a term within a chunk of documents.
    @inline(__always)
    func range(_ term: Int, chunk: Int) -> Range<Int> {
        guard count(term) > 0 else { return 0..<0 }
        let (start, end) = (Int(starts[term]), Int(starts[term + 1]))
        let row = term * (chunks - 1)
        let first = chunk == 0 ? start : min(max(Int(splits[row + chunk - 1]), start), end)
        let last = chunk == chunks - 1 ? end : min(Int(splits[row + chunk]), end)
        return first..<max(first, last)
    }

    /// All document numbers within their chunks, for ranges of `range`.
    var allIDs: UnsafeBufferPointer<UInt16> { ids.buffer }
    /// All impacts, for ranges of `range`.
    var allImpacts: UnsafeBufferPointer<UInt8> { impacts.buffer }

    /// Calls `body` with the postings of each chunk: the number of its first document, ids within it, impacts.
    @inline(__always)
    func forEachChunk(
        _ term: Int,
        _ body: (_ base: Int, _ ids: UnsafePointer<UInt16>, _ impacts: UnsafePointer<UInt8>, _ count: Int) -> Void
    ) {
        guard count(term) > 0, let idBase = ids.buffer.baseAddress, let impactBase = impacts.buffer.baseAddress else {
            return
        }
        var start = Int(starts[term])
        let end = Int(starts[term + 1])
        for chunk in 0..<chunks {
            let stop = chunk == chunks - 1 ? end : min(Int(splits[term * (chunks - 1) + chunk]), end)
            if stop > start { body(chunk * Self.chunkSize, idBase + start, impactBase + start, stop - start) }
            start = max(start, stop)
        }
    }

    /// Calls `body` with every posting of a term.
    func forEach(_ term: Int, _ body: (_ document: Int, _ impact: UInt8) -> Void) {
        forEachChunk(term) { base, ids, impacts, count in
            for i in 0..<count { body(base + Int(ids[i]), impacts[i]) }
        }
    }

    /// The impact of a term in a document, 0 where it does not occur.
    func impact(_ term: Int, _ document: Int) -> UInt8 {
        var found: UInt8 = 0
        forEachChunk(term) { base, ids, impacts, count in
            guard document >= base, document < base + Self.chunkSize else { return }
            let wanted = UInt16(document - base)
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if ids[middle] < wanted { low = middle + 1 } else { high = middle }
            }
            if low < count && ids[low] == wanted { found = impacts[low] }
        }
        return found
    }

    var isSound: Bool {
        guard starts.buffer.last.map(Int.init) == ids.count else { return false }
        for i in 1..<max(starts.count, 1) where starts[i - 1] > starts[i] { return false }
        return true
    }
}
