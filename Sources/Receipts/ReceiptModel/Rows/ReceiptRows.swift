import Basics

/// All that the OCR read on one receipt.
public struct ReceiptRows: Sendable, Hashable {
    /// The receipt that they are of.
    public let receipt: ReceiptKey
    /// The lines, each number once.
    public let lines: [LineRow]
    /// The words, each pair of numbers once.
    public let words: [WordRow]
    /// What a reader should be told: rows that took the place of others.
    public let warnings: [String]

    /// Rows that are there already.
    public init(receipt: ReceiptKey, lines: [LineRow], words: [WordRow]) {
        (self.receipt, self.lines, self.words, warnings) = (receipt, lines, words, [])
    }

    /// Reads the two files, of one JSON object a line; blank lines, the line ends of Windows and a mark of byte order
    /// do no harm, and either file may be empty.
    ///
    /// Throws `malformedInput` with the file, the row and the field: `words.ndjson row 3: missing text`.
    public init(receipt: ReceiptKey, lines: [UInt8], words: [UInt8]) throws {
        var warnings: [String] = []
        self.lines = try Self.read(lines, "lines.ndjson", &warnings) { fields in
            let line = try fields.integer("line_id", from: 1)
            try fields.checkCommon(receipt)
            let row = LineRow(
                line: line, text: try fields.string("text"), shape: try fields.shape(),
                confidence: try fields.confidence(), isNoise: try fields.flag("is_noise"))
            return (EntityKey.line(receipt, line: line), row)
        }
        self.words = try Self.read(words, "words.ndjson", &warnings) { fields in
            let (line, word) = (try fields.integer("line_id", from: 0), try fields.integer("word_id", from: 0))
            try fields.checkCommon(receipt)
            let row = WordRow(
                line: line, word: word, text: try fields.string("text"), shape: try fields.shape(),
                confidence: try fields.confidence(), isNoise: try fields.flag("is_noise"),
                data: try fields.extractedData())
            return (EntityKey.word(receipt, line: line, word: word), row)
        }
        self.receipt = receipt
        self.warnings = warnings
    }

    /// Whether there is nothing to embed on the whole receipt.
    public var isAllNoise: Bool { lines.allSatisfy(\.isNoise) && words.allSatisfy(\.isNoise) }

    private static func read<Row>(
        _ bytes: [UInt8], _ file: String, _ warnings: inout [String], _ make: (RowFields) throws -> (EntityKey, Row)
    ) throws -> [Row] {
        var rows: [Row] = []
        var places: [EntityKey: Int] = [:]
        let parts = try RowFile.text(bytes, file).split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() where !part.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
            let (key, row) = try make(RowFields(part, place: "\(file) row \(index + 1)"))
            if let place = places[key] {
                rows[place] = row
                warnings.append("\(file) row \(index + 1): takes the place of an earlier row with the same ids")
            } else {
                places[key] = rows.count
                rows.append(row)
            }
        }
        return rows
    }
}
