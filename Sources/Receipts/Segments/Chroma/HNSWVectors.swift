import Basics

/// The vectors of a persisted index of hnswlib, as Chroma 1.5.9 writes it: `header.bin`, `data_level0.bin` and
/// `index_metadata.pickle`. The graph is not looked at.
struct HNSWVectors {
    private static let headerSize = 100

    /// The vectors that are not deleted, by id. Throws `corrupt` where the files contradict one another.
    static func read(_ directory: String, dimension: Int) throws -> [String: [Float]] {
        let header = try Header(ByteView(MappedFile(path: "\(directory)/header.bin")), dimension: dimension)
        let data = ByteView(try MappedFile(path: "\(directory)/data_level0.bin"))
        let (size, overflows) = header.count.multipliedReportingOverflow(by: header.elementSize)
        guard !overflows, data.count >= size else { throw damaged("data_level0.bin is shorter than its header says") }
        let ids = try labels("\(directory)/index_metadata.pickle")
        var vectors: [String: [Float]] = [:]
        for element in 0..<header.count {
            let bytes = try data.slice(element * header.elementSize, header.elementSize).bytes
            let mark = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
            if mark >> 16 & 1 == 1 { continue }
            let label = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: header.labelOffset, as: UInt64.self))
            guard let id = Int(exactly: label).flatMap({ ids[$0] }) else { throw damaged("a vector has no id") }
            vectors[id] = (0..<dimension).map { index in
                let offset = header.dataOffset + 4 * index
                return Float(
                    bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
        guard vectors.count == ids.count else { throw damaged("\(ids.count) ids have \(vectors.count) vectors") }
        return vectors
    }

    private static func labels(_ path: String) throws -> [Int: String] {
        let file = try MappedFile(path: path)
        let pickle = try PickleReader.read(file.bytes)
        guard let members = pickle.member("label_to_id")?.members else {
            throw damaged("the pickle has no label_to_id")
        }
        var ids: [Int: String] = [:]
        for (label, id) in members {
            guard let label = label.integer, let id = id.text else { throw damaged("label_to_id has other values") }
            ids[label] = id
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
            guard elementSize >= 4, labelOffset + 8 <= elementSize, dataOffset + 4 * dimension <= elementSize else {
                throw HNSWVectors.damaged("an element has no room for label and vector")
            }
        }
    }
}
