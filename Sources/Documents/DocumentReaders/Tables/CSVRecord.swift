/// The fields of one record of a CSV, in one block of bytes that is used again for the next.
struct CSVRecord {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// How many fields there are; at least one.
    var count: Int { ends.count }

    /// The bytes of a field, quotes resolved.
    subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Whether every field is empty.
    var isBlank: Bool { bytes.isEmpty }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    mutating func append(_ piece: UnsafeRawBufferPointer) { bytes.append(contentsOf: piece) }

    mutating func endField() { ends.append(bytes.count) }
}
