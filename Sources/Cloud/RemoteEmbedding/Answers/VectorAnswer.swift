import Basics
import JSON
import Vectors

/// The vectors in a model's answer, whichever of the usual forms it has:
///
/// - `{"data": [{"index": 0, "embedding": […]}, …]}`, ordered by `index` (OpenAI); an embedding may be base64 of
///   little-endian 32-bit floats
/// - `{"embeddings": [[…], …]}` and `{"embeddings": {"float": [[…], …]}}` (Cohere), `{"embedding": […]}` (Titan)
/// - `[[…], …]` (SageMaker, Hugging Face)
enum VectorAnswer {
    /// Reads an answer; throws `malformedInput` where it has none of these forms, or numbers that are not finite.
    static func parse(_ bytes: [UInt8]) throws -> [[Float]] {
        try bytes.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            let vectors = try parse(&reader)
            try reader.finish()
            return vectors
        }
    }

    private static func parse(_ reader: inout JSONReader) throws -> [[Float]] {
        if try reader.peek() == .array { return try reader.readVectors() }
        var vectors: [[Float]]?
        try reader.readObject { reader, key in
            switch key {
            case "data": vectors = try numbered(&reader)
            case "embeddings" where try reader.peek() == .object:
                try reader.readObject { reader, key in
                    if key.matches("float") { vectors = try reader.readVectors() }
                }
            case "embedding", "embeddings": vectors = try reader.readVectors()
            default: break
            }
        }
        guard let vectors else { throw FdnixError(.malformedInput, "the model's answer has no vectors in it") }
        return vectors
    }

    /// The elements of `data`, put in the order of their indexes.
    private static func numbered(_ reader: inout JSONReader) throws -> [[Float]] {
        var vectors: [Int: [Float]] = [:]
        var position = 0
        try reader.readArray { reader in
            var index = position
            var vector: [Float] = []
            try reader.readObject { reader, key in
                switch key {
                case "index":
                    guard case .integer(let number) = try reader.readNumber() else { break }
                    index = Int(number)
                case "embedding":
                    vector = try reader.peek() == .string ? base64(try reader.readString()) : try reader.readVector()
                default: break
                }
            }
            guard vectors.updateValue(vector, forKey: index) == nil else {
                throw FdnixError(.malformedInput, "the model's answer has two vectors with the index \(index)")
            }
            position += 1
        }
        return try (0..<position).map { index in
            guard let vector = vectors[index] else {
                throw FdnixError(.malformedInput, "the model's answer has no vector with the index \(index)")
            }
            return vector
        }
    }

    private static func base64(_ text: String) throws -> [Float] {
        guard let bytes = Base64.decode(text), bytes.count.isMultiple(of: 4) else {
            throw FdnixError(.malformedInput, "a vector in the model's answer is not base64 of 32-bit floats")
        }
        return bytes.withUnsafeBytes(FloatBytes.vector)
    }
}

extension JSONReader {
    /// Reads `[1, 2]` as one vector, `[[1], [2]]` as several.
    mutating func readVectors() throws -> [[Float]] {
        var vectors: [[Float]] = []
        var single: [Float] = []
        try readArray { reader in
            if try reader.peek() == .array {
                vectors.append(try reader.readVector())
            } else {
                single.append(try reader.readFloat())
            }
        }
        guard single.isEmpty || vectors.isEmpty else {
            throw FdnixError(.malformedInput, "the model's answer mixes numbers and vectors")
        }
        return single.isEmpty ? vectors : [single]
    }

    /// Reads an array of numbers.
    mutating func readVector() throws -> [Float] {
        var vector: [Float] = []
        try readArray { reader in
            guard try reader.peek() != .array else {
                throw FdnixError(.malformedInput, "the model gives a vector a token: let its server pool them")
            }
            vector.append(try reader.readFloat())
        }
        return vector
    }

    private mutating func readFloat() throws -> Float {
        switch try readNumber() {
        case .integer(let number): Float(number)
        case .double(let number): Float(number)
        }
    }
}
