import Basics

/// The vectors of a persisted index of hnswlib, as Chroma 1.5.9 writes it: `header.bin`, `data_level0.bin`, `length.bin` and
/// `index_metadata.pickle`. The graph is not looked at.
struct HNSWVectors {
    private static let headerSize = 100

    /// What is not deleted: where the vector of an id is. Ids are bytes, as texts that differ in them may be equal.
    let elements: [[UInt8]: Int]
    private let header: Header
    private let data: ByteView
    /// The length that each vector had before it was made 1; nil where they are as they were given.
    private let lengths: ByteView?
    private let dimension: Int

    /// Reads an index but for its vectors. Throws `corrupt` where the files contradict one another.
    init(_ directory: String, dimension: Int, isCosine: Bool) throws {
        self.dimension = dimension
        header = try Header(ByteView(Self.map("\(directory)/header.bin")), dimension: dimension)
        data = ByteView(try Self.map("\(directory)/data_level0.bin"))
        let (size, overflows) = header.count.multipliedReportingOverflow(by: header.elementSize)
        guard !overflows, data.count >= size else {
            throw Self.damaged("data_level0.bin is shorter than its header says")
        }
        lengths =
            isCosine
            ? try ByteView(Self.map("\(directory)/length.bin")).slice(0, 4 * header.count, "length.bin") : nil
        let ids = try Self.labels("\(directory)/index_metadata.pickle", elements: header.count)
        var elements: [[UInt8]: Int] = [:]
        for element in 0..<header.count {
            let bytes = try data.slice(element * header.elementSize, header.elementSize).bytes
            let mark = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
            if mark >> 16 & 1 == 1 { continue }
            let label = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: header.labelOffset, as: UInt64.self))
            guard let id = Int(exactly: label).flatMap({ ids[$0] }) else { throw Self.damaged("a vector has no id") }
            elements[id] = element
        }
        guard elements.count == ids.count else {
            throw Self.damaged("\(ids.count) ids have \(elements.count) vectors")
        }
        self.elements = elements
    }

    /// The vector of an element, as it was given to Chroma.
    func vector(_ element: Int) throws -> [Float] {
        let bytes = try data.slice(element * header.elementSize, header.elementSize).bytes
        let vector = (0..<dimension).map { Self.number(bytes, header.dataOffset + 4 * $0) }
        guard let lengths else { return vector }
        let length = Self.number(lengths.bytes, 4 * element)
        return vector.map { $0 * length }
    }

    /// A number of 32 bits at any place.
    static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Float {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }

    /// A file in memory; a pipe that nobody writes to is not waited for.
    private static func map(_ path: String) throws -> MappedFile { try RandomAccessFile(reading: path).mapped() }

    private static func labels(_ path: String, elements: Int) throws -> [Int: [UInt8]] {
        let file = try map(path)
        // Two tables of the ids, older versions had three.
        let pickle = try PickleReader.read(file.bytes, atMost: 8 * elements + 1024)
        guard let members = pickle.member("label_to_id")?.members else {
            throw damaged("the pickle has no label_to_id")
        }
        var ids: [Int: [UInt8]] = [:]
        for (label, id) in members {
            guard let label = label.integer, let id = id.text else { throw damaged("label_to_id has other values") }
            ids[label] = Array(id.utf8)
        }
        return ids
    }

    fileprivate static func damaged(_ what: String) -> FdnixError {
        FdnixError(.corrupt, "the Chroma index contradicts itself: \(what)")
    }

    private struct Header {
        let count, elementSize, labelOffset, dataOffset: Int

        init(_ file: ByteView, dimension: Int) throws {
            let bytes = try file.slice(0, HNSWVectors.headerSize, "header.bin").bytes
            guard Int32(littleEndian: bytes.loadUnaligned(as: Int32.self)) == 1 else {
                throw FdnixError(.incompatible, "the Chroma index is of another version than 1")
            }
            func number(_ index: Int) throws -> Int {
                let value = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 + 8 * index, as: UInt64.self))
                guard value < 1 << 40 else { throw HNSWVectors.damaged("header.bin has a number that is too large") }
                return Int(value)
            }
            (count, elementSize) = (try number(2), try number(3))
            (labelOffset, dataOffset) = (try number(4), try number(5))
            // An element is its links, its vector and its label, with nothing in between.
            guard dataOffset >= 4, dataOffset + 4 * dimension == labelOffset, labelOffset + 8 == elementSize else {
                throw HNSWVectors.damaged(
                    "an element is not made of links, a vector of \(dimension) numbers and a label")
            }
        }
    }
}
