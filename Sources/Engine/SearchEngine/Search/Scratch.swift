/// How names, topics and the embedding of a document meet the query.
struct Mark {
    /// The bonus of a name match, and of which kind.
    var name: Float = 0
    var match = NameMatch.none
    /// The bonus of being a well-known thing of the kind the query names.
    var topic: Float = 0
    /// The cosine where the document is among the nearest, else -1.
    var cosine: Float = -1
}

/// Scratch memory: what one search notes while it works. It is allocated once and kept for the next search, so that
/// searching allocates next to nothing.
final class Scratch {
    /// How documents other than by words meet the query; only of those in `marked`.
    private let marks: WorkArray<Mark>
    /// The documents with a mark.
    let marked: DocumentSet
    /// The documents that match, then those of them that are results.
    let matches: DocumentSet
    /// Documents that a part of the query speaks of.
    let others: DocumentSet
    /// The documents whose name is the query.
    private(set) var named: [Int] = []
    /// The best score of each group.
    let groupBest: WorkArray<Float>
    var groupsTouched: [Int] = []
    /// The scores of a block of documents.
    let block = BlockScores()
    /// Distances of all sketches.
    var distances: [UInt16]
    /// Numbers of the vectors to rescore, and their dot products.
    var candidates: [UInt32] = []
    var dots: [Int32] = []
    /// The rescored ones, as items of `TopHits`.
    var nearest: [UInt64] = []

    init(documents: Int, vectors: Int, groups: Int) {
        // Posting lists and names address whole chunks, so what they write to is whole chunks long.
        let capacity = PostingLists.chunkCount(documents: documents) * PostingLists.chunkSize
        marks = WorkArray(repeating: Mark(), count: capacity)
        marked = DocumentSet(documents: documents)
        matches = DocumentSet(documents: documents)
        others = DocumentSet(documents: documents)
        groupBest = WorkArray(repeating: -.infinity, count: groups + 1)
        distances = Array(repeating: 0, count: vectors)
    }

    /// How a document meets the query, words aside.
    @inline(__always)
    func mark(of document: Int) -> Mark { marks.elements[document] }

    /// Notes that a name of a document meets the query; of several the best match and the largest bonus count.
    @inline(__always)
    func mark(_ document: Int, _ match: NameMatch, _ bonus: Float) {
        marked.insert(document)
        marks.elements[document].name = max(marks.elements[document].name, bonus)
        guard match < marks.elements[document].match else { return }
        if match.isByName && !marks.elements[document].match.isByName { named.append(document) }
        marks.elements[document].match = match
    }

    /// Notes that a document is well known for what the query describes; the largest bonus counts.
    func mark(_ document: Int, topic bonus: Float) {
        mark(document, .topic, 0)
        marks.elements[document].topic = max(marks.elements[document].topic, bonus)
    }

    /// Notes the cosine of a document.
    func mark(_ document: Int, cosine: Float) {
        marked.insert(document)
        marks.elements[document].cosine = cosine
    }

    /// Makes everything as new.
    func clear() {
        marked.forEach { marks.elements[$0] = Mark() }
        marked.removeAll()
        matches.removeAll()
        named.removeAll(keepingCapacity: true)
        for group in groupsTouched { groupBest.elements[group] = -.infinity }
        groupsTouched.removeAll(keepingCapacity: true)
    }
}

/// Lexical scores of the documents of one block: small enough for the first cache.
final class BlockScores {
    /// Of each document the score in the lower half, and in the upper one the weight of the words it has.
    let sums = WorkArray<UInt64>(repeating: 0, count: FrequentTerms.blockSize)
    /// The score of the word being added, kept apart because only the best of its terms counts.
    let word = WorkArray<UInt32>(repeating: 0, count: FrequentTerms.blockSize)
    /// The documents with a score, and those of the word being added: a bit each.
    let touched = WorkArray<UInt64>(repeating: 0, count: FrequentTerms.blockSize / 64)
    let wordTouched = WorkArray<UInt64>(repeating: 0, count: FrequentTerms.blockSize / 64)
}
