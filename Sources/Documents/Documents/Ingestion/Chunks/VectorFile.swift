import Basics
import Vectors

/// The vectors of a document's chunks on disk, by the number of the chunk; written in any order.
struct VectorFile: Sendable {
    private let file: RandomAccessFile
    private let dimension: Int

    /// Creates the file for vectors of `dimension` numbers. Throws `io`.
    init(creating path: String, dimension: Int) throws {
        file = try RandomAccessFile(writing: path)
        self.dimension = dimension
    }

    /// Writes the vector of a chunk. Throws `io`, as for a full disk.
    func write(_ vector: some Collection<Float>, at index: Int) throws {
        let bytes = FloatBytes.bytes(vector)
        precondition(bytes.count == size, "a vector of another size")
        try file.blockingWrite(bytes, at: index * size)
    }

    /// The vector of a chunk. Throws `io`, and `corrupt` where it was not written.
    func read(at index: Int) throws -> [Float] {
        let bytes = try file.blockingRead(size, at: index * size)
        guard bytes.count == size else { throw FdnixError(.corrupt, "\(file.path) lacks the vector of chunk \(index)") }
        return bytes.withUnsafeBytes(FloatBytes.vector)
    }

    private var size: Int { dimension * 4 }
}
