public import Basics

/// The model `local-hash-v1`: a text's words and pairs of neighbouring words, hashed into a vector of any size.
///
/// It finds the same words again and knows nothing of what they mean: for trying a pipeline without a model, the same on
/// every machine. A word is a run of letters and digits (Unicode's categories L and N), its ASCII letters made small; a
/// feature adds 1 at the place that its FNV-1a hash says, or takes 1 away where the hash's highest bit is set
/// (<http://www.isthe.com/chongo/tech/comp/fnv/>).
public struct HashEmbedder: Embedder {
    /// The name that vectors of this model are stored under.
    public let modelID = "local-hash-v1"
    /// How many numbers a vector has.
    public let dimension: Int

    /// A model of `dimension` numbers a vector. Throws `usage` unless that is at least 1.
    public init(dimension: Int) throws(FdnixError) {
        guard dimension >= 1 else {
            throw FdnixError(.usage, "a vector of \(dimension) numbers cannot be; set dimensions to at least 1")
        }
        self.dimension = dimension
    }

    /// Embeds each text on its own; every row is a vector, that of a text without words the first unit vector.
    public func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        var batch = EmbeddingBatch(dimension: dimension, capacity: texts.count)
        for text in texts {
            var row = [Float](repeating: 0, count: dimension)
            add(text, to: &row)
            if row.allSatisfy({ $0 == 0 }) { row[0] = 1 }
            batch.append(row)
        }
        return batch
    }

    private func add(_ text: String, to row: inout [Float]) {
        var before: [UInt8]?
        for word in words(of: text) {
            add(Array("w:".utf8) + word, to: &row)
            if let before { add(Array("b:".utf8) + before + [0x20] + word, to: &row) }
            before = word
        }
    }

    private func add(_ feature: [UInt8], to row: inout [Float]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in feature { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        row[Int(hash % UInt64(dimension))] += hash >> 63 == 0 ? 1 : -1
    }

    private func words(of text: String) -> [[UInt8]] {
        text.unicodeScalars.split { !$0.isLetterOrNumber }.map { word in
            String(String.UnicodeScalarView(word)).utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        }
    }
}
