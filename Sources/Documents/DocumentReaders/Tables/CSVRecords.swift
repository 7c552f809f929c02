import Basics

/// The records of a CSV file, one after the other, by RFC 4180 and, where files break its rules, as Python's `csv` module
/// reads them: <https://www.rfc-editor.org/rfc/rfc4180>, <https://docs.python.org/3/library/csv.html>.
///
/// Works on bytes: a mark that combines with a comma or a quote leaves it what it is. A record ends at a line feed, a
/// carriage return or both. A quote within an unquoted field stands for itself; what follows a closing quote up to the
/// next comma belongs to the field.
struct CSVRecords {
    /// The most bytes a record may have: a quote that nobody closes would take the rest of the file.
    static let longestRecord = 64 << 20

    private let bytes: UnsafeRawBufferPointer
    private var index: Int

    /// The records of valid UTF-8; a byte order mark at its start is left out.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Reads the next record into `record`; false at the end. Throws `malformedInput` where a record is too long.
    mutating func next(_ record: inout CSVRecord) throws(FdnixError) -> Bool {
        record.removeAll()
        guard index < bytes.count else { return false }
        let start = index
        while try field(&record, of: start) {}
        return true
    }

    /// Reads a field and what ends it; whether the record goes on.
    private mutating func field(_ record: inout CSVRecord, of start: Int) throws(FdnixError) -> Bool {
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { try quoted(&record, of: start) }
        let plain = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ","):
                try end(&record, plain, start)
                index += 1
                return true
            case 0x0A, 0x0D:
                try end(&record, plain, start)
                index += bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
                return false
            default: index += 1
            }
        }
        try end(&record, plain, start)
        return false
    }

    private func end(_ record: inout CSVRecord, _ plain: Int, _ start: Int) throws(FdnixError) {
        try append(plain..<index, to: &record, start)
        record.endField()
    }

    /// Reads from an opening quote to behind the closing one, or to the end of the file.
    private mutating func quoted(_ record: inout CSVRecord, of start: Int) throws(FdnixError) {
        index += 1
        var piece = index
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            try append(piece..<index, to: &record, start)
            index += 1
            // Two quotes are one; the second begins the next piece.
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return }
            piece = index
            index += 1
        }
        try append(piece..<index, to: &record, start)
    }

    private func append(_ range: Range<Int>, to record: inout CSVRecord, _ start: Int) throws(FdnixError) {
        guard range.upperBound - start <= Self.longestRecord else {
            throw FdnixError(
                .malformedInput,
                "the record that begins at byte \(start) is longer than \(Self.longestRecord >> 20) MiB; "
                    + "a quotation mark in it may not be closed")
        }
        record.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
}
