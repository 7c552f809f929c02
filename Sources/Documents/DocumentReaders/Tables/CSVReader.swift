import Basics

/// Reads CSV: a document a record, or one of all records.
enum CSVReader {
    /// Reads a file, a record at a time. Throws `malformedInput` where it is not UTF-8 or a record is too long, and what
    /// `output` throws.
    static func read(_ file: ByteView, _ options: ReadingOptions, into output: some DocumentOutput) throws {
        let text = try DecodedText(file, options.charsets).view
        try withExtendedLifetime(text) {
            var lines = try CSVLines(text.bytes)
            var isFirst = true
            while let record = try lines.next() {
                if options.concatenatesRecords, !isFirst { try output.append([0x0A]) }
                try record.withUnsafeBytes { try output.appendWithoutNull($0) }
                if !options.concatenatesRecords { try output.endDocument(DocumentDetails()) }
                isFirst = false
            }
            if options.concatenatesRecords, !isFirst { try output.endDocument(DocumentDetails()) }
        }
    }
}
