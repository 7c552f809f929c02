public import ReceiptModel
public import Segments

/// A bundle that was read and checked, of whatever form.
public struct OpenBundle: Sendable {
    /// What made its vectors; nil where the bundle does not say, as one of Chroma's.
    public var space: VectorSpace?
    /// How many numbers a vector has; nil for a bundle without records.
    public var dimension: Int?
    /// The receipt whose records it has; nil where they may be of any.
    public var receipt: ReceiptKey?
    /// Its records in the order of their ids.
    public var records: [(record: Record, vector: VectorSource)]

    /// A bundle of these records.
    public init(
        space: VectorSpace?, dimension: Int?, receipt: ReceiptKey?, records: [(record: Record, vector: VectorSource)]
    ) {
        self.space = space
        self.dimension = dimension
        self.receipt = receipt
        self.records = records
    }
}
