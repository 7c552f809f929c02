import CKernels
import Vectors

/// The rows whose vectors are nearest to a question's, as far as vectors in bytes tell.
struct NearestRows {
    private let query: VectorQuery
    /// How many bytes a vector takes.
    let width: Int
    private let simd = fdnix_simd_best()
    private(set) var best: BestRows

    /// Looks for `count` rows near `vector`, among vectors of `width` bytes.
    init(to vector: [Float], width: Int, count: Int) {
        query = VectorQuery(vector + repeatElement(0, count: width - vector.count))
        self.width = width
        best = BestRows(count)
    }

    /// How many rows are compared at once.
    private static let step = 4096

    /// Compares rows with their vectors, one after the other.
    mutating func add(numbers: [Int], scales: [Float], values: [Int8]) {
        var products = [Int32](repeating: 0, count: Self.step)
        for start in stride(from: 0, to: numbers.count, by: Self.step) {
            let end = min(start + Self.step, numbers.count)
            let indexes = (UInt32(start)..<UInt32(end)).map { $0 }
            values.withUnsafeBufferPointer { rows in
                fdnix_dot_rows(query.values, rows.baseAddress, indexes, end - start, width, &products, simd)
            }
            for index in start..<end {
                best.add(numbers[index], Double(Float(products[index - start]) * scales[index]))
            }
        }
    }
}

/// The rows with the highest scores among those that were added; of equal ones those that came first.
struct BestRows {
    private let limit: Int
    private var rows: [(number: Int, score: Double)] = []
    private var least = -Double.infinity

    /// Keeps `limit` rows.
    init(_ limit: Int) { self.limit = max(limit, 1) }

    /// Whether a row of this score may be among the best.
    func takes(_ score: Double) -> Bool { score > least }

    mutating func add(_ number: Int, _ score: Double) {
        guard takes(score) else { return }
        rows.append((number, score))
        if rows.count >= 2 * limit + 64 { shorten() }
    }

    private mutating func shorten() {
        rows.sort { ($1.score, $0.number) < ($0.score, $1.number) }
        guard rows.count > limit else { return }
        rows.removeSubrange(limit...)
        least = rows[limit - 1].score
    }

    /// The rows with their scores, best first.
    var ranked: [(number: Int, score: Double)] {
        var all = self
        all.shorten()
        return all.rows
    }

    /// The numbers, best first.
    var numbers: [Int] { ranked.map(\.number) }
}
