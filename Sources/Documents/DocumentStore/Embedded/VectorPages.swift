import SQLite
import Vectors

/// Active rows of a collection with their vectors in bytes, read some thousand at a time.
struct VectorPages {
    let collection: String
    let width: Int
    let connection: Connection

    /// Rows with their vectors, one after the other.
    struct Page {
        var numbers: [Int] = []
        var scales: [Float] = []
        var values: [Int8] = []
    }

    private static let rowsOfPage = 4096

    /// Calls `body` with the rows after `number`, page by page, until it says false.
    func read(after number: Int, _ body: (Page) throws -> Bool) throws {
        var page = Page()
        var goesOn = true
        try connection.rows(
            "SELECT number, quantized FROM pg_embedding WHERE collection_id = ? AND document_status = 'active' "
                + "AND number > ? ORDER BY number", [.text(collection), .int(number)]
        ) { row in
            row.withBytes(1) { bytes in
                // Nothing but the program itself writes there; a row of another length says nothing.
                guard bytes.count == 4 + width else { return }
                page.numbers.append(row.int(0))
                page.scales.append(FloatBytes.vector(UnsafeRawBufferPointer(rebasing: bytes[..<4]))[0])
                page.values.append(contentsOf: bytes[4...].lazy.map { Int8(bitPattern: $0) })
            }
            guard page.numbers.count == Self.rowsOfPage else { return true }
            goesOn = try body(page)
            page = Page()
            return goesOn
        }
        if goesOn, !page.numbers.isEmpty { _ = try body(page) }
    }
}
