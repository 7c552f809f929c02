import Basics
public import ReceiptModel

/// The records of a collection of Chroma's, in the order of their ids' bytes. Vectors stay in the files until they are asked for,
/// so this holds for as long as those are there.
public struct ChromaContents {
    /// Ids, documents and facts, without vectors.
    public let records: [Record]
    /// How many numbers a vector has; 0 where there are no records.
    public let dimension: Int
    private let vectors: ChromaVectors?

    init(_ records: [Record], dimension: Int, _ vectors: ChromaVectors?) {
        (self.records, self.dimension, self.vectors) = (records, dimension, vectors)
    }

    /// The vector of the record at an index. Throws `corrupt` where it has none, or numbers that nobody can measure.
    public func vector(_ index: Int) throws -> [Float] {
        let id = records[index].id
        guard let vector = try vectors?.vector(of: Array(id.utf8)), vector.count == dimension else {
            throw FdnixError(.corrupt, "Chroma has no vector of \(id.printable(onOneLine: true))")
        }
        guard vector.allSatisfy(\.isFinite) else {
            throw FdnixError(
                .corrupt,
                "Chroma's vector of \(id.printable(onOneLine: true)) has a component that is not finite: "
                    + "delete or replace the record there")
        }
        return vector
    }
}
