import Basics

/// The records of a CSV as texts of one line a field, `column: value`, for which the first record gives the names.
struct CSVLines {
    private var records: CSVRecords
    private var record = CSVRecord()
    /// The names with what follows them; empty where a column has none.
    private let names: [[UInt8]]

    /// The texts of a CSV file of valid UTF-8. Throws `malformedInput` where a record is too long.
    init(_ bytes: UnsafeRawBufferPointer) throws(FdnixError) {
        records = CSVRecords(bytes)
        var header = CSVRecord()
        // An empty line before the header says nothing; a line of commas says that the columns have no names.
        repeat {
            guard try records.next(&header) else { break }
        } while header.count == 1 && header.isBlank
        names = (0..<header.count).map { index in header[index].isEmpty ? [] : header[index] + Array(": ".utf8) }
    }

    /// The next record that has anything, as text; nil at the end. Throws `malformedInput` where it is too long.
    mutating func next() throws(FdnixError) -> [UInt8]? {
        repeat {
            guard try records.next(&record) else { return nil }
        } while record.isBlank
        var text: [UInt8] = []
        text.reserveCapacity(record.bytes.count + record.count * 16)
        for index in 0..<record.count {
            if index > 0 { text.append(0x0A) }
            if index < names.count, !names[index].isEmpty {
                text += names[index]
            } else {
                text += Array("column_\(index + 1): ".utf8)
            }
            text += record[index]
        }
        return text
    }
}
