import Basics

/// Facet columns: each document points to a set of values, each distinct set is stored once.
///
/// A hundred thousand documents have perhaps a few hundred different sets in a column, so a filter is decided once for
/// each distinct set and looked up for each document.
struct FacetTable: Sendable {
    private let documents: MappedArray<UInt32>
    private let columnStarts: MappedArray<UInt32>
    private let setOffsets: MappedArray<UInt32>
    private let sets: MappedArray<UInt32>
    private let values: StringTable
    private let documentCount: Int
    private let columnCount: Int

    init(_ file: IndexFile, counts: IndexCounts, schema: IndexSchema) throws {
        guard counts.facetColumns == schema.facets.count else {
            throw FdnixError(
                .corrupt, "\(file.path): \(counts.facetColumns) facet columns, not \(schema.facets.count)")
        }
        documentCount = counts.documents
        columnCount = counts.facetColumns
        documents = try file.array(.facetDocuments, of: UInt32.self, count: counts.documents * counts.facetColumns)
        columnStarts = try file.array(.facetColumnStarts, of: UInt32.self, count: counts.facetColumns + 1)
        setOffsets = try file.array(.facetSetOffsets, of: UInt32.self, count: counts.facetSets + 1)
        sets = try MappedArray(file.section(.facetSets), "\(file.path): facetSets")
        values = try file.strings(.facetValueOffsets, .facetValues, count: counts.facetValues)
    }

    /// How many distinct sets there are, over all columns.
    var setCount: Int { setOffsets.count - 1 }

    /// The set that a document, one of the index, has in a column of the schema; out of range only in a damaged file.
    @inline(__always)
    func set(_ document: Int, _ column: FacetColumn) -> Int {
        Int(documents[column.rawValue * documentCount + document])
    }

    /// The members of that set; none for a document or a column that the index does not have.
    func members(_ document: Int, _ column: FacetColumn) -> UnsafeBufferPointer<UInt32> {
        guard (0..<documentCount).contains(document), (0..<columnCount).contains(column.rawValue) else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return members(set(document, column))
    }

    /// The value numbers of a set.
    func members(_ set: Int) -> UnsafeBufferPointer<UInt32> {
        guard let start = setOffsets[checked: set], let end = setOffsets[checked: set + 1], start <= end,
            Int(end) <= sets.count
        else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(rebasing: sets.buffer[Int(start)..<Int(end)])
    }

    /// The values a document has in a column.
    func values(_ document: Int, _ column: FacetColumn) -> [String] {
        members(document, column).map { value(Int($0)) }
    }

    /// The bytes of one value.
    func bytes(_ number: Int) -> UnsafeRawBufferPointer { values[number] }

    /// One value.
    func value(_ number: Int) -> String { String(decoding: values[number], as: UTF8.self) }

    /// The numbers of the sets that a column uses.
    func sets(of column: FacetColumn) -> Range<Int> {
        guard (0..<columnCount).contains(column.rawValue) else { return 0..<0 }
        let (start, end) = (Int(columnStarts[column.rawValue]), Int(columnStarts[column.rawValue + 1]))
        return start <= end && end <= setCount ? start..<end : 0..<0
    }

    /// For every set of a column, in order: whether `matches` holds for one of its values.
    func setsWhere(_ column: FacetColumn, _ matches: (String) -> Bool) -> [Bool] {
        var known: [UInt32: Bool] = [:]
        return sets(of: column).map { set in
            members(set).contains { number in
                if let answer = known[number] { return answer }
                let answer = matches(value(Int(number)))
                known[number] = answer
                return answer
            }
        }
    }

    var isSound: Bool {
        values.isSound && zip(setOffsets.buffer, setOffsets.buffer.dropFirst()).allSatisfy { $0 <= $1 }
            && zip(columnStarts.buffer, columnStarts.buffer.dropFirst()).allSatisfy { $0 <= $1 }
            && setOffsets.buffer.last.map { Int($0) <= sets.count } ?? false
            && sets.buffer.allSatisfy { Int($0) < values.count }
            && documents.buffer.allSatisfy { Int($0) < setCount }
    }

    /// The five sections for `documents`.
    static func encode(
        _ documents: [IndexDocument], columns: Int, into writer: inout IndexFileWriter
    ) -> (sets: Int, values: Int) {
        var valueNumbers: [String: UInt32] = [:]
        var valueStrings: [String] = []
        var setOffsets: [UInt32] = [0]
        var setMembers: [UInt32] = []
        var columnStarts: [UInt32] = [0]
        var column: [UInt32] = []
        column.reserveCapacity(documents.count * columns)
        for facet in (0..<columns).map(FacetColumn.init(rawValue:)) {
            // Most documents repeat a list seen before: find it without looking at its values.
            var lists: [[String]: UInt32] = [:]
            for document in documents {
                let list = document.facets[facet] ?? []
                if let number = lists[list] {
                    column.append(number)
                    continue
                }
                setMembers += list.map { text in
                    if let number = valueNumbers[text] { return number }
                    let number = UInt32(valueStrings.count)
                    valueNumbers[text] = number
                    valueStrings.append(text)
                    return number
                }
                let number = UInt32(setOffsets.count - 1)
                setOffsets.append(UInt32(setMembers.count))
                lists[list] = number
                column.append(number)
            }
            columnStarts.append(UInt32(setOffsets.count - 1))
        }
        writer.add(.facetColumnStarts, columnStarts)
        writer.add(.facetDocuments, column)
        writer.add(.facetSetOffsets, setOffsets)
        writer.add(.facetSets, setMembers)
        let table = StringTable.encode(valueStrings.lazy.map(\.utf8))
        writer.add(.facetValueOffsets, table.offsets)
        writer.add(.facetValues, table.blob)
        return (setOffsets.count - 1, valueStrings.count)
    }
}
