import Basics

/// What is kept of terms of many documents beside their postings: the greatest impact in each block of document numbers
/// (the block-max index of Ding and Suel 2011, with blocks of documents as in Dimopoulos, Nepomnyachiy and Suel 2013), and
/// for the commonest a bitmap, with which matches are counted 64 at a time.
struct FrequentTerms: Sendable {
    /// Documents to a block; a chunk of postings is a whole number of them.
    static let blockSize = 2048
    /// Terms of fewer documents have no block maxima: their postings are read as fast.
    static let blockMinimum = 512
    /// Terms of fewer documents in a hundred have no bitmap.
    static let bitmapShare = 3

    private let blockTerms: MappedArray<UInt32>
    private let maxima: MappedArray<UInt8>
    private let bitmapTerms: MappedArray<UInt32>
    private let bitmaps: MappedArray<UInt64>
    private let blocks: Int
    private let words: Int

    init(_ file: IndexFile, counts: IndexCounts) throws {
        (blocks, words) = (Self.blockCount(documents: counts.documents), (counts.documents + 63) / 64)
        blockTerms = try MappedArray(file.section(.blockTerms), "\(file.path): blockTerms")
        maxima = try file.array(.blockMaxima, of: UInt8.self, count: blockTerms.count * blocks)
        bitmapTerms = try MappedArray(file.section(.bitmapTerms), "\(file.path): bitmapTerms")
        bitmaps = try file.array(.bitmaps, of: UInt64.self, count: bitmapTerms.count * words)
    }

    static func blockCount(documents: Int) -> Int { (documents + blockSize - 1) / blockSize }

    /// The greatest impact of a term in each block; nil where it is not kept.
    func maxima(_ term: Int) -> UnsafeBufferPointer<UInt8>? {
        Self.place(of: term, in: blockTerms).map {
            UnsafeBufferPointer(rebasing: maxima.buffer[$0 * blocks..<($0 + 1) * blocks])
        }
    }

    /// The documents of a term, a bit each; nil where they are not kept so.
    func bitmap(_ term: Int) -> UnsafeBufferPointer<UInt64>? {
        Self.place(of: term, in: bitmapTerms).map {
            UnsafeBufferPointer(rebasing: bitmaps.buffer[$0 * words..<($0 + 1) * words])
        }
    }

    private static func place(of term: Int, in terms: MappedArray<UInt32>) -> Int? {
        var (low, high) = (0, terms.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(terms[middle]) < term { low = middle + 1 } else { high = middle }
        }
        return low < terms.count && Int(terms[low]) == term ? low : nil
    }

    /// Whether everything agrees with the postings.
    func isSound(_ postings: PostingLists) -> Bool {
        guard Self.ascend(blockTerms.buffer, below: postings.terms),
            Self.ascend(bitmapTerms.buffer, below: postings.terms)
        else { return false }
        var found = FrequentTermsEncoder(blocks: blocks, words: words)
        for term in blockTerms.buffer { found.addMaxima(of: Int(term), postings) }
        for term in bitmapTerms.buffer { found.addBitmap(of: Int(term), postings) }
        return found.maxima.elementsEqual(maxima.buffer) && found.bitmaps.elementsEqual(bitmaps.buffer)
    }

    private static func ascend(_ terms: UnsafeBufferPointer<UInt32>, below end: Int) -> Bool {
        zip(terms, terms.dropFirst()).allSatisfy { $0 < $1 } && terms.last.map { Int($0) < end } ?? true
    }
}

/// Makes the block maxima and bitmaps of terms from their postings.
struct FrequentTermsEncoder {
    private(set) var maxima: [UInt8] = []
    private(set) var bitmaps: [UInt64] = []
    private let blocks: Int
    private let words: Int

    init(blocks: Int, words: Int) { (self.blocks, self.words) = (blocks, words) }

    mutating func addMaxima(of term: Int, _ postings: PostingLists) {
        let start = maxima.count
        maxima.append(contentsOf: repeatElement(0, count: blocks))
        postings.forEach(term) { document, impact in
            let block = document / FrequentTerms.blockSize
            if block < blocks { maxima[start + block] = max(maxima[start + block], impact) }
        }
    }

    mutating func addBitmap(of term: Int, _ postings: PostingLists) {
        let start = bitmaps.count
        bitmaps.append(contentsOf: repeatElement(0, count: words))
        postings.forEach(term) { document, _ in
            if document / 64 < words { bitmaps[start + document / 64] |= 1 << UInt64(document % 64) }
        }
    }

    /// The four sections for posting lists that have just been made.
    static func encode(_ postings: PostingLists, documents: Int, into writer: inout IndexFileWriter) {
        var encoder = FrequentTermsEncoder(
            blocks: FrequentTerms.blockCount(documents: documents), words: (documents + 63) / 64)
        let all = 0..<postings.terms
        let blockTerms = all.filter { postings.count($0) >= FrequentTerms.blockMinimum }
        let bitmapTerms = blockTerms.filter { postings.count($0) * 100 >= documents * FrequentTerms.bitmapShare }
        for term in blockTerms { encoder.addMaxima(of: term, postings) }
        for term in bitmapTerms { encoder.addBitmap(of: term, postings) }
        writer.add(.blockTerms, blockTerms.map { UInt32($0) })
        writer.add(.blockMaxima, encoder.maxima)
        writer.add(.bitmapTerms, bitmapTerms.map { UInt32($0) })
        writer.add(.bitmaps, encoder.bitmaps)
    }
}
