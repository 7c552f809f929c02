import Basics
import Text

/// Builds the inverted index: terms, posting lists, impacts.
struct LexicalBuilder {
    private var interner = TermInterner()
    private var analyzer = Analyzer()
    /// Terms of all fields of all documents, one after the other, and where each field ends.
    private var occurrences: [UInt32] = []
    private var fieldEnds: [UInt32] = []
    private let parameters: BM25F
    private let fields: [IndexSchema.TextField]

    init(_ fields: [IndexSchema.TextField], parameters: BM25F) {
        self.fields = fields
        self.parameters = parameters
    }

    /// Analyses one document; documents come in the order of their numbers.
    mutating func add(_ document: IndexDocument) {
        for (number, field) in fields.enumerated() {
            if let text = document.texts[Field(rawValue: number)], !text.isEmpty {
                analyzer.forEachTerm(text, isName: field.isName) { occurrences.append(interner.intern($0)) }
            }
            fieldEnds.append(UInt32(occurrences.count))
        }
    }

    /// Writes the sections; returns how many terms there are.
    func encode(into writer: inout IndexFileWriter) -> Int {
        let documents = fieldEnds.count / fields.count
        let averages = averageLengths(documents)
        let order = (0..<interner.count).sorted { interner[$0].lexicographicallyPrecedes(interner[$1]) }
        var rank = [UInt32](repeating: 0, count: order.count)
        for (position, term) in order.enumerated() { rank[term] = UInt32(position) }

        // First pass: how many documents each term has. Second pass: fill the lists in document order.
        var starts = [UInt32](repeating: 0, count: order.count + 1)
        var traits = [UInt8](repeating: 0, count: order.count)
        forEachDocument(averages) { _, terms, _, inName in
            for term in terms {
                starts[Int(rank[Int(term)]) + 1] += 1
                if inName[Int(term)] { traits[Int(rank[Int(term)])] |= 1 }
            }
        }
        for i in 1..<starts.count { starts[i] += starts[i - 1] }
        var next = starts
        let total = Int(starts[order.count])
        var ids = [UInt16](repeating: 0, count: total)
        var impacts = [UInt8](repeating: 0, count: total)
        let chunks = PostingLists.chunkCount(documents: documents)
        var splits = [UInt32](repeating: 0, count: order.count * (chunks - 1))
        var chunk = 0
        forEachDocument(averages) { document, terms, sums, _ in
            while document >= (chunk + 1) * PostingLists.chunkSize {
                for term in 0..<order.count { splits[term * (chunks - 1) + chunk] = next[term] }
                chunk += 1
            }
            for term in terms {
                let list = Int(rank[Int(term)])
                let position = Int(next[list])
                ids[position] = UInt16(document % PostingLists.chunkSize)
                impacts[position] = parameters.impact(sums[Int(term)])
                next[list] += 1
            }
        }
        while chunk < chunks - 1 {
            for term in 0..<order.count { splits[term * (chunks - 1) + chunk] = next[term] }
            chunk += 1
        }

        let table = StringTable.encode(order.lazy.map { interner[$0] })
        writer.add(.termOffsets, table.offsets)
        writer.add(.terms, table.blob)
        writer.add(.postingStarts, starts)
        writer.add(.postingSplits, splits)
        writer.add(.postingIds, ids)
        writer.add(.postingImpacts, impacts)
        writer.add(.termTraits, traits)
        // The views were just made of arrays of the right type: this cannot fail.
        if let lists = try? PostingLists(
            chunks: chunks, starts: .init(view(starts)), splits: .init(view(splits)), ids: .init(view(ids)),
            impacts: .init(view(impacts)), traits: .init(view(traits)))
        {
            FrequentTermsEncoder.encode(lists, documents: documents, into: &writer)
        }
        return order.count
    }

    private func view<T: BitwiseCopyable>(_ values: [T]) -> ByteView {
        values.withUnsafeBytes { ByteView(copying: Array($0)) }
    }

    private func averageLengths(_ documents: Int) -> [Float] {
        var totals = [Float](repeating: 0, count: fields.count)
        var counts = [Float](repeating: 0, count: fields.count)
        var start: UInt32 = 0
        for (i, end) in fieldEnds.enumerated() {
            totals[i % fields.count] += Float(end - start)
            if end > start { counts[i % fields.count] += 1 }
            start = end
        }
        return zip(totals, counts).map { $1 > 0 ? $0 / $1 : 1 }
    }

    /// Calls `body` with each document's distinct terms, their weighted frequencies and whether they stand in a name;
    /// the last two are indexed by term.
    private func forEachDocument(
        _ averages: [Float], _ body: (_ document: Int, _ terms: [UInt32], _ sums: [Float], _ inName: [Bool]) -> Void
    ) {
        var sums = [Float](repeating: 0, count: interner.count)
        var inName = [Bool](repeating: false, count: interner.count)
        var terms: [UInt32] = []
        var start = 0
        for document in 0..<fieldEnds.count / fields.count {
            for (number, field) in fields.enumerated() {
                let end = Int(fieldEnds[document * fields.count + number])
                guard end > start else { continue }
                let contribution = parameters.contribution(field, length: end - start, average: averages[number])
                for term in occurrences[start..<end] {
                    if sums[Int(term)] == 0 { terms.append(term) }
                    sums[Int(term)] += contribution
                    if field.isName { inName[Int(term)] = true }
                }
                start = end
            }
            body(document, terms, sums, inName)
            for term in terms {
                sums[Int(term)] = 0
                inName[Int(term)] = false
            }
            terms.removeAll(keepingCapacity: true)
        }
    }
}
