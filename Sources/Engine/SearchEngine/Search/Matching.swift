import Basics
import CKernels
import Text

/// Decides which of the documents that meet a query are results, and counts them.
final class Matching {
    private let index: SearchIndex
    private let scratch: Scratch
    /// The documents with a flag of a mask, for the mask asked for last.
    private let flagged: DocumentSet
    private var flaggedMask: UInt8 = 0
    private let simd = fdnix_simd_best()

    init(_ index: SearchIndex, _ scratch: Scratch) {
        self.index = index
        self.scratch = scratch
        flagged = DocumentSet(documents: index.documentCount)
    }

    /// Leaves in `scratch.matches` the results of a request, given the documents that words and marks found.
    func admit(_ request: SearchRequest, _ results: inout SearchResults) {
        let matches = scratch.matches
        if request.query.isEmpty { matches.words.update(repeating: .max) }
        matches.formUnion(UnsafeBufferPointer(scratch.marked.words))
        matches.removeAll(from: index.documentCount)
        for word in request.query.excluded { remove(word) }
        for filter in request.nameFilters { keep(filter) }
        if !request.facets.isEmpty {
            count(request, &results)
        } else if !request.filters.isEmpty || !request.query.phrases.isEmpty
            || !request.query.excludedPhrases.isEmpty
        {
            matches.forEach { document in
                let passes = request.filters.allSatisfy { $0.passes(document, index.facets) }
                if !passes || !hasPhrases(document, request) { matches.remove(document) }
            }
        }
        removeFlagged(request, &results)
    }

    private func remove(_ word: [UInt8]) {
        var stem = word
        EnglishStemmer.stem(&stem)
        scratch.others.removeAll()
        for text in Set([word, stem]) {
            guard let term = text.withUnsafeBytes({ index.terms.index(of: $0) }) else { continue }
            scratch.others.formUnion(term, index)
        }
        _ = scratch.matches.subtract(scratch.others)
    }

    /// Keeps the documents with a fitting name. One pass over the names: what the text is part of cannot be looked up.
    private func keep(_ filter: NameFilter) {
        let kinds = filter.kinds.reduce(0) { $0 | $1.bit }
        let fitting = scratch.others
        fitting.removeAll()
        index.names.keys.forEach(containing: NameTokenizer.key(filter.text)) { name in
            index.names.forEach(name) { entry in
                if entry.kinds & kinds != 0, entry.document < index.documentCount { fitting.insert(entry.document) }
            }
        }
        scratch.matches.formIntersection(fitting)
    }

    // MARK: Flags

    private func isForgiven(_ document: Int, _ excluded: UInt8, _ request: SearchRequest) -> Bool {
        excluded & ~request.forgivenFlags == 0 && scratch.mark(of: document).match.isByName
    }

    /// Leaves out, and counts, the documents whose flags exclude them.
    private func removeFlagged(_ request: SearchRequest, _ results: inout SearchResults) {
        guard request.excludedFlags != 0 else { return }
        findFlagged(request.excludedFlags)
        let matches = scratch.matches
        let forgiven = scratch.named.filter { document in
            let excluded = index.flags[document] & request.excludedFlags
            return excluded != 0 && matches.contains(document) && isForgiven(document, excluded, request)
        }
        results.hidden += matches.subtract(flagged) - forgiven.count
        for document in forgiven { matches.insert(document) }
    }

    private func findFlagged(_ mask: UInt8) {
        guard mask != flaggedMask else { return }
        flagged.removeAll()
        for (document, flags) in index.flags.buffer.enumerated() where flags & mask != 0 { flagged.insert(document) }
        flaggedMask = mask
    }

    // MARK: Facets

    /// Applies filters and phrases, and counts the values of facets on the way.
    private func count(_ request: SearchRequest, _ results: inout SearchResults) {
        var counter = FacetCounter(request.facets, index.facets)
        let matches = scratch.matches
        matches.forEach { document in
            let failed = request.filters.first { !$0.passes(document, index.facets) }
            // What the filters of one column alone keep out is still counted for that column.
            let counts = failed.map { failed in
                request.filters.allSatisfy { $0.column == failed.column || $0.passes(document, index.facets) }
            }
            guard counts ?? true, hasPhrases(document, request) else { return matches.remove(document) }
            let excluded = index.flags[document] & request.excludedFlags
            if excluded == 0 || isForgiven(document, excluded, request) {
                let group = request.collapsesVariants ? index.groups.group(of: document) : 0
                counter.add(document, only: failed?.column, group: group)
            }
            if failed != nil { matches.remove(document) }
        }
        results.facets = counter.results()
    }

    // MARK: Phrases

    private func hasPhrases(_ document: Int, _ request: SearchRequest) -> Bool {
        request.query.phrases.allSatisfy { contains(document, $0) }
            && !request.query.excludedPhrases.contains { contains(document, $0) }
    }

    /// Whether a text may have a word, which is a part of the folded text: few do, and only those are taken apart.
    private func mayContain(_ text: UnsafeRawBufferPointer, _ word: [UInt8]) -> Bool {
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
        return fdnix_may_contain(bytes, text.count, word, word.count, simd)
    }

    /// Whether some stored text of a document has the words of a phrase side by side.
    private func contains(_ document: Int, _ phrase: [[UInt8]]) -> Bool {
        for field in 0..<index.store.fieldCount {
            let text = index.store.value(document, field)
            guard text.count >= phrase.reduce(-1, { $0 + $1.count + 1 }), phrase.allSatisfy({ mayContain(text, $0) })
            else { continue }
            let words = Query.words(Substring(String(decoding: text, as: UTF8.self)))
            guard words.count >= phrase.count else { continue }
            for start in 0...(words.count - phrase.count)
            where words[start..<start + phrase.count].elementsEqual(phrase) { return true }
        }
        return false
    }
}
