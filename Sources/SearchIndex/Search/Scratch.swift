/// The working memory of one search: arrays over all documents, cleared through the set of documents touched.
struct Scratch {
    /// Lexical score, in units of impact × weight.
    var lexical: [UInt32]
    /// Bit i: the document matches word i.
    var coverage: [UInt16]
    /// The score of the word being added, kept apart because its variants count once.
    var word: [UInt32]
    /// The bonus of a name match, and of which kind.
    var names: [Float]
    var matches: [NameMatch]
    /// The bonus of being a well-known thing of the kind the query names.
    var topics: [Float]
    /// Cosine of the rescored documents, -1 elsewhere.
    var cosines: [Float]
    /// Documents a `-word` bars.
    var barred: [Bool]
    /// One bit a document: touched by any leg.
    var touched: [UInt64]
    /// Distances of all sketches.
    var distances: [UInt16]
    /// Numbers of the vectors to rescore, and their dot products.
    var candidates: [UInt32] = []
    var dots: [Int32] = []
    /// The best score of each group.
    var groupBest: [Float]
    var groupsTouched: [Int] = []
    /// The documents of the word being added.
    var wordDocuments: [Int] = []

    init(documents: Int, vectors: Int, groups: Int) {
        // Posting lists address whole chunks, so the arrays they write to are whole chunks long.
        let capacity = PostingLists.chunkCount(documents: documents) * PostingLists.chunkSize
        lexical = Array(repeating: 0, count: capacity)
        coverage = Array(repeating: 0, count: capacity)
        word = Array(repeating: 0, count: capacity)
        names = Array(repeating: 0, count: capacity)
        matches = Array(repeating: .none, count: capacity)
        topics = Array(repeating: 0, count: capacity)
        cosines = Array(repeating: -1, count: capacity)
        barred = Array(repeating: false, count: capacity)
        touched = Array(repeating: 0, count: capacity / 64)
        distances = Array(repeating: 0, count: vectors)
        groupBest = Array(repeating: -1, count: groups + 1)
    }

    @inline(__always)
    mutating func touch(_ document: Int) { touched[document >> 6] |= 1 << UInt64(document & 63) }

    /// Notes that a name of a document meets the query; of several the best match and the largest bonus count.
    mutating func mark(_ document: Int, _ match: NameMatch, _ bonus: Float) {
        touch(document)
        names[document] = max(names[document], bonus)
        matches[document] = min(matches[document], match)
    }

    /// Calls `body` with every touched document, ascending.
    @inline(__always)
    func forEachTouched(_ body: (Int) -> Void) {
        for (i, word) in touched.enumerated() where word != 0 {
            var rest = word
            while rest != 0 {
                body(i << 6 | rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    /// Makes everything as new.
    mutating func clear() {
        for i in touched.indices where touched[i] != 0 {
            var rest = touched[i]
            while rest != 0 {
                let document = i << 6 | rest.trailingZeroBitCount
                lexical[document] = 0
                coverage[document] = 0
                names[document] = 0
                matches[document] = .none
                topics[document] = 0
                cosines[document] = -1
                barred[document] = false
                rest &= rest - 1
            }
            touched[i] = 0
        }
        for group in groupsTouched { groupBest[group] = -1 }
        groupsTouched.removeAll(keepingCapacity: true)
    }
}
