import SQLite

/// The vectors in bytes of a collection's active rows, in memory, in the order of the rows' numbers.
struct ActiveVectors {
    /// The rows, ascending.
    private(set) var numbers: [Int] = []
    private(set) var scales: [Float] = []
    private(set) var values: [Int8] = []
    private let width: Int
    /// The count of the collection's writes when they were read.
    private var changes: Int?

    /// No vectors yet, of `width` bytes each.
    init(width: Int) { self.width = width }

    /// Brings the vectors up to date with the file; says false where they would take more than `limit` bytes.
    mutating func refresh(_ collection: String, _ connection: Connection, limit: Int) throws -> Bool {
        let counted = try connection.first("SELECT changes FROM pg_collection WHERE uuid = ?", [.text(collection)]) {
            $0.int(0)
        }
        if let counted, counted == changes { return true }
        let active = try connection.all(
            "SELECT number FROM pg_embedding WHERE collection_id = ? AND document_status = 'active' ORDER BY number",
            [.text(collection)]
        ) { $0.int(0) }
        guard active.count * width <= limit else {
            self = ActiveVectors(width: width)
            return false
        }
        let last = numbers.last ?? 0
        keep(active)
        try VectorPages(collection: collection, width: width, connection: connection).read(after: last) { page in
            numbers += page.numbers
            scales += page.scales
            values += page.values
            return true
        }
        changes = counted
        return true
    }

    /// Drops the rows that are not among `active`, which ascend as the rows do.
    private mutating func keep(_ active: [Int]) {
        var (kept, next) = (0, 0)
        for index in numbers.indices {
            while next < active.count, active[next] < numbers[index] { next += 1 }
            guard next < active.count, active[next] == numbers[index] else { continue }
            if kept < index {
                numbers[kept] = numbers[index]
                scales[kept] = scales[index]
                for offset in 0..<width { values[kept * width + offset] = values[index * width + offset] }
            }
            kept += 1
        }
        numbers.removeSubrange(kept...)
        scales.removeSubrange(kept...)
        values.removeSubrange((kept * width)...)
    }
}
