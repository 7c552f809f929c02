public import ReceiptModel
public import Segments

/// A bundle that was read and checked, of whatever form. Its records lie in a mapped file, so that many can be open.
public struct OpenBundle: Sendable {
    /// What made its vectors; nil where the bundle does not say, as one of Chroma's.
    public var space: VectorSpace?
    /// The receipt whose records it has; nil where they may be of any: then they are put beside what there is.
    public var receipt: ReceiptKey?
    /// The run that made it; nil where the bundle does not say.
    public var run: String?
    private let segment: Segment?

    /// A bundle whose records are those of a segment, or that has none.
    public init(space: VectorSpace?, receipt: ReceiptKey?, run: String? = nil, _ segment: Segment?) {
        self.space = space
        self.receipt = receipt
        self.run = run
        self.segment = segment
    }

    /// How many numbers a vector has; nil for a bundle without records.
    public var dimension: Int? { segment?.dimension }

    /// How many records it has.
    public var count: Int { segment?.count ?? 0 }

    /// All records in the order of their ids, read now; what their vectors are stays in the file. Throws `corrupt`.
    public var records: [(record: Record, vector: VectorSource)] {
        get throws { try records(0..<count) }
    }

    /// The records with these numbers below `count`. Throws `corrupt`.
    public func records(_ rows: some Sequence<Int>) throws -> [(record: Record, vector: VectorSource)] {
        guard let segment else { return [] }
        return try rows.map { (try segment.record($0), .segment(segment, row: $0)) }
    }

    /// The ids of all records, in their order. Throws `corrupt`.
    public var ids: [String] {
        get throws {
            guard let segment else { return [] }
            return try (0..<count).map { String(decoding: try segment.id($0), as: UTF8.self) }
        }
    }

    /// Lets the system have back the memory of what was read.
    public func release() { segment?.release() }
}
