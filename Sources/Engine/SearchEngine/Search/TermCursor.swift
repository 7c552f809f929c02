/// A place in the postings of a term, moving forward through blocks of documents.
struct TermCursor {
    /// The factor of the term's impacts.
    let weight: UInt32
    private let term: Int
    private let postings: PostingLists
    private let ids: UnsafeBufferPointer<UInt16>
    private let impacts: UnsafeBufferPointer<UInt8>
    private let blockMaxima: UnsafeBufferPointer<UInt8>?
    /// The greatest impact of the whole list, where there is none for each block.
    private let maximum: UInt8
    private var chunk = -1
    private var position = 0
    private var end = 0

    init(_ term: Int, weight: UInt32, _ index: SearchIndex) {
        self.term = term
        self.weight = weight
        postings = index.postings
        (ids, impacts) = (postings.allIDs, postings.allImpacts)
        blockMaxima = index.frequent.maxima(term)
        var maximum: UInt8 = 0
        if blockMaxima == nil {
            for chunk in 0..<postings.chunks {
                for impact in impacts[postings.range(term, chunk: chunk)] { maximum = max(maximum, impact) }
            }
        }
        self.maximum = maximum
    }

    /// The most that the term can add to the score of a document of a block.
    @inline(__always)
    mutating func bound(_ block: Int) -> UInt32 {
        if let blockMaxima { return block < blockMaxima.count ? weight &* UInt32(blockMaxima[block]) : 0 }
        seek(block)
        return position < end && Int(ids[position]) < Self.end(of: block) ? weight &* UInt32(maximum) : 0
    }

    /// Calls `body` with the postings of a block: the place of the document in it, and its score.
    @inline(__always)
    mutating func forEach(_ block: Int, _ body: (_ place: Int, _ score: UInt32) -> Void) {
        seek(block)
        let stop = Self.end(of: block)
        while position < end {
            let id = Int(ids[position])
            guard id < stop else { return }
            body(id & (FrequentTerms.blockSize - 1), weight &* UInt32(impacts[position]))
            position += 1
        }
    }

    /// The score of one document; documents come in ascending order.
    @inline(__always)
    mutating func score(_ document: Int) -> UInt32 {
        seek(document / FrequentTerms.blockSize)
        let id = document % PostingLists.chunkSize
        advance(to: id)
        return position < end && Int(ids[position]) == id ? weight &* UInt32(impacts[position]) : 0
    }

    /// Where a block ends within its chunk.
    @inline(__always)
    private static func end(of block: Int) -> Int {
        (block * FrequentTerms.blockSize) % PostingLists.chunkSize + FrequentTerms.blockSize
    }

    /// Moves to the first posting of a block, or to where it would be.
    @inline(__always)
    private mutating func seek(_ block: Int) {
        let wanted = block * FrequentTerms.blockSize / PostingLists.chunkSize
        if wanted != chunk {
            let range = postings.range(term, chunk: wanted)
            (chunk, position, end) = (wanted, range.lowerBound, range.upperBound)
        }
        advance(to: Self.end(of: block) - FrequentTerms.blockSize)
    }

    /// Moves to the first posting from `id` on, in steps that double and then halve.
    @inline(__always)
    private mutating func advance(to id: Int) {
        guard position < end, Int(ids[position]) < id else { return }
        var step = 1
        while position + step < end, Int(ids[position + step]) < id {
            position += step
            step *= 2
        }
        var (low, high) = (position + 1, min(position + step, end))
        while low < high {
            let middle = (low + high) / 2
            if Int(ids[middle]) < id { low = middle + 1 } else { high = middle }
        }
        position = low
    }
}
