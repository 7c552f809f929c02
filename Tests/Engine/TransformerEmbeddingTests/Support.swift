import Basics
import JSON
import TestSupport
import Testing

@testable import TransformerEmbedding

/// The model, opened once; nil, and noted, where it is not set up.
func model(for check: String) -> TransformerModel? {
    do { return try LocalModel.minilm.shared() } catch {
        Skips.note(check, "\(error)")
        return nil
    }
}

/// A text with what Python's libraries make of it (Tools/generate_transformer_fixture.py).
struct ParityCase {
    let text: String
    let tokens: [Int32]
    /// Every 16th number of the text's vector.
    let numbers: [Double]

    static func all() throws -> [ParityCase] {
        let folder = FileSystem.directory(of: #filePath)
        return try FileSystem.read("\(folder)/Fixtures/parity.jsonl").split(separator: 0x0A).map { line in
            let json = try JSONValue.parse(Array(line))
            let times = Int(try #require(json["times"]?.int))
            return ParityCase(
                text: String(repeating: try #require(json["text"]?.string), count: times),
                tokens: try #require(json["ids"]?.array).map { Int32(try #require($0.int)) },
                numbers: try #require(json["vector"]?.array).map { try #require($0.double) })
        }
    }
}

/// The cosine of the angle between two vectors of length 1.
func cosine(_ one: ArraySlice<Float>, _ other: ArraySlice<Float>) -> Float {
    zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
}
