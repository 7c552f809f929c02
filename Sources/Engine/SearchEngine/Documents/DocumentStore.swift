import Basics

/// The stored values of all documents, read straight from the mapping.
struct DocumentStore: Sendable {
    private let records: StringTable
    private let shared: StringTable
    let fieldCount: Int

    init(_ file: IndexFile, counts: IndexCounts) throws {
        records = try file.strings(.storedOffsets, .stored, count: counts.documents)
        shared = try file.strings(.internedOffsets, .interned, count: counts.interned)
        fieldCount = counts.storedFields
    }

    /// The bytes of one stored value; empty where the file is damaged.
    func value(_ document: Int, _ field: Int) -> UnsafeRawBufferPointer {
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        let record = records[document]
        var position = 0
        for i in 0..<fieldCount {
            // The low bit tells a shared value (its number follows) from an inline one (its length follows).
            guard let head = Varint.read(record, &position) else { return empty }
            let number = Int(head >> 1)
            if head & 1 == 1 {
                if i == field { return shared[number] }
                continue
            }
            guard number <= record.count - position else { return empty }
            if i == field { return UnsafeRawBufferPointer(rebasing: record[position..<position + number]) }
            position += number
        }
        return empty
    }

    func string(_ document: Int, _ field: Int) -> String { String(decoding: value(document, field), as: UTF8.self) }

    var isSound: Bool { records.isSound && shared.isSound }

    /// The four sections for `documents`.
    static func encode(_ documents: [IndexDocument], into writer: inout IndexFileWriter) -> (fields: Int, shared: Int) {
        var numbers: [String: UInt32] = [:]
        var sharedStrings: [String] = []
        var offsets: [UInt32] = [0]
        var bytes: [UInt8] = []
        for document in documents {
            for value in document.stored {
                switch value {
                case .inline(let text):
                    Varint.append(UInt32(text.utf8.count) << 1, to: &bytes)
                    bytes.append(contentsOf: text.utf8)
                case .shared(let text):
                    let next = UInt32(sharedStrings.count)
                    let number = numbers[text] ?? next
                    if number == next {
                        numbers[text] = next
                        sharedStrings.append(text)
                    }
                    Varint.append(number << 1 | 1, to: &bytes)
                }
            }
            offsets.append(UInt32(bytes.count))
        }
        writer.add(.storedOffsets, offsets)
        writer.add(.stored, bytes)
        let table = StringTable.encode(sharedStrings.lazy.map(\.utf8))
        writer.add(.internedOffsets, table.offsets)
        writer.add(.interned, table.blob)
        return (documents.first?.stored.count ?? 0, sharedStrings.count)
    }
}
