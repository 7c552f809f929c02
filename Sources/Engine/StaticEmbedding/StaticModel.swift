import Basics
import CModel
import Embedding
import Text

/// A static embedding model: a table with a vector a token; a text's embedding is the mean of its tokens' vectors,
/// brought to length 1 (model2vec; Tulkens and van Dongen 2024).
///
/// It lives over bytes that may be mapped from a file: opening it parses nothing and takes microseconds.
public struct StaticModel: Embedder {
    /// The bytes that the model consists of.
    public let sections: ModelSections
    /// Cuts texts into the tokens of the vocabulary.
    public let tokenizer: WordPiece
    /// Names the model, as its file does.
    public var modelID: String { sections.modelID }
    /// How many numbers a vector has.
    public let dimension: Int

    private enum Table {
        case int8(rows: UnsafePointer<Int8>, scales: UnsafePointer<Float>)
        case float(rows: UnsafePointer<Float>)
    }
    // Safe to share: its pointers point into `sections`, which are immutable, Sendable, and kept alive by this value.
    private nonisolated(unsafe) let table: Table

    /// Opens a model over its parts; throws `corrupt` where their sizes contradict each other.
    public init(modelID: String, dimension: Int, vocabulary: ByteView, rows: ByteView, scales: ByteView) throws {
        try self.init(
            ModelSections(
                modelID: modelID, dimension: dimension, vocabulary: vocabulary, rows: rows, scales: scales))
    }

    /// Opens a model over its sections; throws `corrupt` where their sizes contradict each other.
    public init(_ sections: ModelSections) throws {
        func damaged(_ what: String) -> FdnixError {
            FdnixError(.corrupt, "the model \(sections.modelID) is damaged: \(what); make or fetch it again")
        }
        let vocabulary = try Vocabulary(validating: sections.vocabulary)
        guard (1...65536).contains(sections.dimension) else { throw damaged("\(sections.dimension) dimensions") }
        let numbers = vocabulary.count * sections.dimension
        if sections.scales.count == 0 {
            let rows = try sections.rows.array(of: Float.self, "the model's table")
            guard rows.count == numbers, let base = rows.baseAddress else { throw damaged("\(rows.count) numbers") }
            table = .float(rows: base)
        } else {
            let rows = try sections.rows.array(of: Int8.self)
            let scales = try sections.scales.array(of: Float.self, "the model's scales")
            guard rows.count == numbers, scales.count == vocabulary.count, let base = rows.baseAddress,
                let scaleBase = scales.baseAddress
            else { throw damaged("\(rows.count) numbers and \(scales.count) scales of \(vocabulary.count) tokens") }
            table = .int8(rows: base, scales: scaleBase)
        }
        self.sections = sections
        tokenizer = try WordPiece(vocabulary: vocabulary)
        dimension = sections.dimension
    }

    /// Embeds the texts one after the other on the calling task's thread, alike for every purpose. Throws
    /// `CancellationError` only.
    public func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        var batch = EmbeddingBatch(dimension: dimension, capacity: texts.count)
        for (index, text) in texts.enumerated() {
            if index.isMultiple(of: 4096) { try Task.checkCancellation() }
            batch.append { embed(text, into: $0) }
        }
        return batch
    }

    /// Writes the embedding of `text` to `vector`, which has room for `dimension` numbers. Allocates nothing.
    ///
    /// Returns false, and writes zeros, when no token of the text is known.
    @discardableResult
    public func embed(_ text: String, into vector: UnsafeMutableBufferPointer<Float>) -> Bool {
        var text = text
        return text.withUTF8 { embed(utf8: $0, into: vector) }
    }

    /// The same of UTF-8 bytes, for example of a mapped file; what is ill-formed in them is passed over.
    @discardableResult
    public func embed(utf8 text: UnsafeBufferPointer<UInt8>, into vector: UnsafeMutableBufferPointer<Float>) -> Bool {
        precondition(vector.count >= dimension, "no room for the vector")
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: WordPiece.maximumTokens) { ids in
            guard let target = vector.baseAddress, let first = ids.baseAddress else { return false }
            var known = 0
            for position in 0..<tokenizer.encode(text, into: ids) where ids[position] != tokenizer.unknown {
                ids[known] = ids[position]
                known += 1
            }
            return switch table {
            case .int8(let rows, let scales): fdnix_embed_int8(rows, scales, dimension, first, known, target)
            case .float(let rows): fdnix_embed_float(rows, dimension, first, known, target)
            }
        }
    }
}
