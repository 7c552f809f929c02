/// Finds the best documents of a set, and scores few others.
///
/// Documents are visited a block at a time, in the order of their numbers. What each word can add to a score within the
/// block is known (`FrequentTerms`), and so is the block's greatest prior. The words that together cannot lift a document
/// over the worst of the best found so far are left out of the visit, and looked up only for documents that the other
/// words put near enough: MAXSCORE (Turtle and Flood 1995, "Query evaluation: strategies and optimizations") with the
/// blocks of Ding and Suel (2011) and of Mallia et al. (2017), and the interval at a time of Dimopoulos et al. (2013).
///
/// Every bound is the score itself, computed by the same operations from greater numbers. Rounding is monotonous: no
/// document is ever left out that would be among the best.
struct MaxScore {
    private let index: SearchIndex
    private let ranking: Ranking
    private let scratch: Scratch
    private let priorMaxima: [UInt8]
    /// Whether all results are visited, with or without a word of the query.
    private let isUnranked: Bool
    private let prunes: Bool
    private var words: [Word]
    private var best: TopHits
    /// Where variants are one result: the best of the thing whose variants are being visited.
    private var open: (group: Int, score: Float, document: Int)?
    private var found: [(score: Float, document: Int)] = []

    private struct Word {
        var cursors: [TermCursor]
        /// What it adds to the weight of the words that a document has.
        var weight: UInt32
        /// The most it can add to a score within the block.
        var bound: UInt32 = 0
    }

    /// A score and the weight of the words that make it.
    private struct Sum {
        var score: UInt32 = 0
        var covered: UInt32 = 0

        @inline(__always)
        mutating func add(_ score: UInt32, _ weight: UInt32) {
            guard score > 0 else { return }
            self.score &+= score
            covered &+= weight
        }
    }

    /// For the `wanted` best of `scratch.matches`.
    init(
        _ lexical: LexicalLeg, _ ranking: Ranking, _ scratch: Scratch, priorMaxima: [UInt8], wanted: Int, prunes: Bool
    ) {
        (index, self.ranking, self.scratch, self.priorMaxima) = (ranking.index, ranking, scratch, priorMaxima)
        isUnranked = ranking.request.query.isEmpty
        // A bound holds only where nothing that grows makes a score less.
        self.prunes = prunes && ranking.profile.isMonotonous
        let index = ranking.index
        words =
            !ranking.request.lexical
            ? []
            : lexical.words.filter { !$0.terms.isEmpty }.map { word in
                Word(cursors: word.terms.map { TermCursor($0.term, weight: $0.weight, index) }, weight: word.maximum)
            }
        best = TopHits(capacity: wanted)
    }

    /// The best, and others: every result that is as good as the worst of the best, in ascending order. Of variants that are
    /// one result, the best.
    mutating func run() -> [(score: Float, document: Int)] {
        for block in 0..<FrequentTerms.blockCount(documents: index.documentCount) { visit(block) }
        close()
        return found
    }

    /// The score that must be exceeded: what is equally good comes later in the order of ties.
    private var threshold: Float { prunes ? best.threshold : -.infinity }

    private mutating func visit(_ block: Int) {
        let places = block * Self.words..<(block + 1) * Self.words
        var (anyMatch, anyMark): (UInt64, UInt64) = (0, 0)
        for i in places {
            anyMatch |= scratch.matches.words[i]
            anyMark |= scratch.marked.words[i]
        }
        guard anyMatch != 0 else { return }
        let (left, rest) = leaveOut(block)
        if left == words.count && anyMark == 0 && !isUnranked { return }
        for i in left..<max(words.count, left) { accumulate(i, block) }
        let prior = ranking.greatestPrior(priorMaxima[block])
        let factor = ranking.greatestFactor(prior: prior)
        let touched = scratch.block.touched.elements
        for i in places {
            let seen = touched[i - places.lowerBound]
            let marked = scratch.marked.words[i]
            var bits = (isUnranked ? .max : seen | marked) & scratch.matches.words[i]
            while bits != 0 {
                let bit = bits.trailingZeroBitCount
                bits &= bits - 1
                consider(i << 6 | bit, isMarked: marked >> UInt64(bit) & 1 != 0, left, rest, prior, factor)
            }
            clear(i - places.lowerBound, seen)
        }
    }

    /// Puts words that matter least within a block first, and tells how many of them no document can do with alone, and
    /// what they can add together.
    private mutating func leaveOut(_ block: Int) -> (count: Int, rest: Sum) {
        for i in words.indices {
            var bound: UInt32 = 0
            for c in words[i].cursors.indices { bound = max(bound, words[i].cursors[c].bound(block)) }
            words[i].bound = bound
        }
        guard words.count > 0 else { return (0, Sum()) }
        for i in 1..<max(words.count, 1) {
            var j = i
            while j > 0, words[j].bound < words[j - 1].bound {
                words.swapAt(j, j - 1)
                j -= 1
            }
        }
        let (threshold, prior) = (threshold, ranking.greatestPrior(priorMaxima[block]))
        var rest = Sum()
        for (i, word) in words.enumerated() {
            var more = rest
            more.add(word.bound, word.weight)
            // A document with nothing of the query does not match.
            guard more.score == 0 || ranking.lexicalScore(more.score, more.covered, prior: prior) <= threshold else {
                return (i, rest)
            }
            rest = more
        }
        return (words.count, rest)
    }

    /// Adds a word's scores to the block's.
    private mutating func accumulate(_ i: Int, _ block: Int) {
        let (sums, touched) = (scratch.block.sums.elements, scratch.block.touched.elements)
        let covered = UInt64(words[i].weight) << 32
        if words[i].cursors.count == 1 {
            words[i].cursors[0].forEach(block) { place, score in
                sums[place] &+= covered | UInt64(score)
                touched[place >> 6] |= 1 << UInt64(place & 63)
            }
            return
        }
        let (word, wordTouched) = (scratch.block.word.elements, scratch.block.wordTouched.elements)
        for c in words[i].cursors.indices {
            words[i].cursors[c].forEach(block) { place, score in
                word[place] = max(word[place], score)
                wordTouched[place >> 6] |= 1 << UInt64(place & 63)
            }
        }
        for w in 0..<Self.words where wordTouched[w] != 0 {
            var bits = wordTouched[w]
            touched[w] |= bits
            wordTouched[w] = 0
            while bits != 0 {
                let place = w << 6 | bits.trailingZeroBitCount
                bits &= bits - 1
                sums[place] &+= covered | UInt64(word[place])
                word[place] = 0
            }
        }
    }

    /// Scores a document, unless it is plain before that it is not among the best.
    @inline(__always)
    private mutating func consider(
        _ document: Int, isMarked: Bool, _ left: Int, _ rest: Sum, _ prior: Float, _ factor: Float
    ) {
        let threshold = threshold
        let packed = scratch.block.sums.elements[document & (FrequentTerms.blockSize - 1)]
        var sum = Sum(score: UInt32(truncatingIfNeeded: packed), covered: UInt32(packed >> 32))
        let (most, mostCovered) = (sum.score &+ rest.score, sum.covered &+ rest.covered)
        if !isMarked && !isUnranked {
            if Float(most) * factor <= threshold { return }
            if ranking.lexicalScore(most, mostCovered, prior: prior) <= threshold { return }
        }
        let mark = isMarked ? scratch.mark(of: document) : Mark()
        if rest.score > 0 {
            if ranking.score(document, mark, most, mostCovered) <= threshold { return }
            for i in 0..<left where words[i].bound > 0 {
                var score: UInt32 = 0
                for c in words[i].cursors.indices { score = max(score, words[i].cursors[c].score(document)) }
                sum.add(score, words[i].weight)
            }
        }
        let score = ranking.score(document, mark, sum.score, sum.covered)
        if score <= threshold { return }
        let group = index.groups.group(of: document)
        guard ranking.request.collapsesVariants, group != 0 else {
            found.append((score, document))
            // A lesser variant of something better will lose this much.
            return best.offer(group != 0 ? score - ranking.variantPenalty(document) : score, document)
        }
        // Variants stand one after the other, of which the first of equally good ones counts.
        if let open, open.group == group, score <= open.score { return }
        if open?.group != group { close() }
        open = (group, score, document)
    }

    /// What was open is complete, and counts once.
    private mutating func close() {
        guard let open else { return }
        found.append((open.score, open.document))
        best.offer(open.score, open.document)
        self.open = nil
    }

    @inline(__always)
    private func clear(_ place: Int, _ seen: UInt64) {
        guard seen != 0 else { return }
        scratch.block.touched.elements[place] = 0
        let sums = scratch.block.sums.elements
        for i in place << 6..<(place + 1) << 6 { sums[i] = 0 }
    }

    /// 64-bit words of a bitmap to a block.
    private static let words = FrequentTerms.blockSize / 64
}
