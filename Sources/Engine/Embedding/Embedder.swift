import Basics

/// What a text is embedded for: some models place questions and what answers them differently (Cohere's `input_type`).
public enum EmbeddingPurpose: String, Sendable, CaseIterable {
    /// The text is kept and searched for later.
    case document
    /// The text is what somebody searches for.
    case query
}

/// Turns texts into vectors, so that texts of like meaning have vectors of a small angle.
///
/// A static model here is one; remote services are others, in rooms of their own. A batch either fails as a whole, by an
/// error, or answers a row a text, of which each may have failed on its own.
public protocol Embedder: Sendable {
    /// Names the model; vectors of different models are never compared.
    var modelID: String { get }
    /// How many numbers a vector has.
    var dimension: Int { get }
    /// Embeds `texts` for `purpose`: one row a text, in their order.
    ///
    /// Throws `FdnixError` where no text could be embedded (no network, no access), and `CancellationError`.
    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch
}

/// What became of each text of a batch.
///
/// ```swift
/// for row in batch.rows {
///     switch row {
///     case .vector(let numbers): index.add(numbers)
///     case .empty: continue
///     case .failed(let error): log.warning("\(error)")
///     }
/// }
/// ```
public struct EmbeddingBatch: Sendable {
    /// What became of one text.
    public enum Row: Sendable {
        /// Its vector, of length 1.
        case vector(ArraySlice<Float>)
        /// The text says nothing to the model: it is empty, or has no word that the model knows.
        case empty
        /// The text could not be embedded; another try may do it.
        case failed(FdnixError)
    }

    /// How many numbers a vector has.
    public let dimension: Int
    /// All vectors, one after the other: `dimension` numbers a text, zeros where it has no vector.
    public private(set) var values: [Float] = []
    private var others: [Int: Other] = [:]

    private enum Other: Sendable {
        case empty
        case failed(FdnixError)
    }

    /// A batch without rows, with room for `capacity` of them.
    public init(dimension: Int, capacity: Int = 0) {
        precondition(dimension > 0, "a vector has at least one number")
        self.dimension = dimension
        values.reserveCapacity(capacity * dimension)
    }

    /// How many rows there are.
    public var count: Int { values.count / dimension }

    /// The row of text `index`.
    public subscript(index: Int) -> Row {
        switch others[index] {
        case .empty: .empty
        case .failed(let error): .failed(error)
        case nil: .vector(values[index * dimension..<(index + 1) * dimension])
        }
    }

    /// The rows, in the order of the texts.
    public var rows: some Sequence<Row> { (0..<count).lazy.map { self[$0] } }

    /// The texts that could not be embedded, by their place, ascending.
    public var failures: [(index: Int, error: FdnixError)] {
        others.sorted { $0.key < $1.key }.compactMap { index, other in
            if case .failed(let error) = other { (index, error) } else { nil }
        }
    }

    /// Adds a row that `fill` writes into `dimension` zeros; `fill` answers false where the text says nothing.
    public mutating func append(filling fill: (UnsafeMutableBufferPointer<Float>) -> Bool) {
        let start = values.count
        values.append(contentsOf: repeatElement(0, count: dimension))
        let isVector = values.withUnsafeMutableBufferPointer { values in
            fill(UnsafeMutableBufferPointer(rebasing: values[start...]))
        }
        if !isVector { others[start / dimension] = .empty }
    }

    /// Adds a row: a vector of `dimension` numbers, brought to length 1. One of another size, of length zero, or with
    /// a number that is not finite is a failed row.
    public mutating func append(_ vector: some Collection<Float>) {
        let norm = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard vector.count == dimension, norm.isFinite, norm > 0, (1 / norm).isFinite else {
            return append(
                FdnixError(
                    .malformedInput,
                    "the model gave a vector of \(vector.count) numbers and length \(norm) where one of \(dimension) "
                        + "numbers was expected"))
        }
        values.append(contentsOf: vector.lazy.map { Float(Double($0) / norm) })
    }

    /// Adds the row of a text that could not be embedded.
    public mutating func append(_ error: FdnixError) {
        others[count] = .failed(error)
        values.append(contentsOf: repeatElement(0, count: dimension))
    }
}
