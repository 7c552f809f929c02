import Basics
import JSON
import SQLite
import Vectors

/// One question to a collection of the file.
struct EmbeddedSearch {
    let query: ChunkQuery
    let collection: String
    let connection: Connection

    /// The best chunks. `addKept` adds rows that are in memory to those that are compared, and says false where they are
    /// not; they are read from the file then.
    func answer(_ addKept: (inout NearestRows) throws -> Bool) throws -> [FoundChunk] {
        let depth = query.mode == .hybrid ? RankFusion.depth(for: query.limit) : query.limit
        var scored = Scored(search: self)
        let near = try nearest(depth, addKept, &scored)
        let byWords = query.mode == .hybrid ? try rowsWithWords(depth) : []
        for number in byWords { try scored.add(number) }
        let ranked = RankFusion.fuse([near, byWords.filter { scored.passes($0) }])
        return try ranked.prefix(query.limit).compactMap { try chunk($0, scored) }
    }

    /// The rows nearest to the question that pass threshold and filter, best first, at most `depth`.
    private func nearest(
        _ depth: Int, _ addKept: (inout NearestRows) throws -> Bool, _ scored: inout Scored
    ) throws -> [Int] {
        guard query.filter == nil, let width = QuantizedRow.width(of: query.collection.dimension) else {
            return try nearestOfAll(depth, &scored)
        }
        // Twice what is wanted, and some: bytes tell vectors apart well, not perfectly.
        var nearest = NearestRows(to: query.vector, width: width, count: 2 * depth + 64)
        if try !addKept(&nearest) {
            try VectorPages(collection: collection, width: width, connection: connection).read(after: 0) { page in
                try Task.checkCancellation()
                nearest.add(numbers: page.numbers, scales: page.scales, values: page.values)
                return true
            }
        }
        let candidates = nearest.best.numbers
        for number in candidates { try scored.add(number) }
        return scored.best(of: candidates, depth)
    }

    /// As `nearest`, every row compared exactly.
    private func nearestOfAll(_ depth: Int, _ scored: inout Scored) throws -> [Int] {
        var best = BestRows(depth)
        try connection.rows(
            "SELECT number, embedding, cmetadata FROM pg_embedding WHERE collection_id = ? AND document_status = 'active' "
                + "ORDER BY number", [.text(collection)]
        ) { row in
            try Task.checkCancellation()
            let score = row.withBytes(1) { Cosine.similarity(query.vector, FloatBytes.vector($0)) }
            // Metadata are read of those alone that may be among the best.
            if score >= query.threshold, best.takes(score), try matches(row, 2) { best.add(row.int(0), score) }
            return true
        }
        scored.note(best)
        return best.numbers
    }

    /// The rows with words of the question that pass the filter, by BM25, at most `depth`.
    private func rowsWithWords(_ depth: Int) throws -> [Int] {
        let words = Words.ofQuestion(query.text)
        guard !words.isEmpty else { return [] }
        let match = words.map { "\"\($0)\"" }.joined(separator: " OR ")
        var numbers: [Int] = []
        try connection.rows(
            """
            SELECT e.number, e.cmetadata FROM pg_words JOIN pg_embedding e ON e.number = pg_words.rowid
            WHERE pg_words MATCH ? AND e.collection_id = ? AND e.document_status = 'active' ORDER BY bm25(pg_words), 1
            """, [.text(match), .text(collection)]
        ) { row in
            if try matches(row, 1) { numbers.append(row.int(0)) }
            return numbers.count < depth
        }
        return numbers
    }

    private func matches(_ row: Row, _ column: Int) throws -> Bool {
        guard let filter = query.filter else { return true }
        return filter.matches(try row.withBytes(column) { try JSONValue.parse(Array($0)) })
    }

    private func chunk(_ number: Int, _ scored: Scored) throws -> FoundChunk? {
        try connection.first("SELECT document, cmetadata FROM pg_embedding WHERE number = ?", [.int(number)]) { row in
            FoundChunk(
                text: row.text(0) ?? "", metadata: try row.withBytes(1) { try JSONValue.parse(Array($0)) },
                score: scored.scores[number] ?? 0)
        }
    }
}

/// Exact scores of rows.
struct Scored {
    let search: EmbeddedSearch
    private(set) var scores: [Int: Double] = [:]

    init(search: EmbeddedSearch) { self.search = search }

    /// Compares a row's vector exactly.
    mutating func add(_ number: Int) throws {
        guard scores[number] == nil else { return }
        scores[number] = try search.connection.first(
            "SELECT embedding FROM pg_embedding WHERE number = ?", [.int(number)]
        ) { row in row.withBytes(0) { Cosine.similarity(search.query.vector, FloatBytes.vector($0)) } }
    }

    /// Takes scores over that were found by comparing exactly.
    mutating func note(_ best: BestRows) { for row in best.ranked { scores[row.number] = row.score } }

    /// Whether a row that was compared is alike enough.
    func passes(_ number: Int) -> Bool { scores[number].map { $0 >= search.query.threshold } ?? false }

    /// The best `count` of some rows that are alike enough; of equal ones those that were stored first.
    func best(of numbers: [Int], _ count: Int) -> [Int] {
        let sorted = numbers.filter(passes).sorted { left, right in
            (scores[right] ?? 0, left) < (scores[left] ?? 0, right)
        }
        return Array(sorted.prefix(count))
    }
}
