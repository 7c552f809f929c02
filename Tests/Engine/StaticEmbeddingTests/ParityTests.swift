import Basics
import Embedding
import JSON
import StaticEmbedding
import TestSupport
import Testing
import Text
import Vectors

/// The same tokens and numbers as Python's tokenizers and model2vec.
@Suite struct ParityTests {
    @Test func hardTexts() throws {
        let model = try StaticModel.bundled()
        for (index, expected) in ParityCase.all.enumerated() {
            #expect(model.tokenizer.ids(of: expected.text) == expected.ids, "case \(index)")
            let vector = model.vector(expected.text)
            for (value, wanted) in zip(vector, expected.start) {
                #expect(abs(value - wanted) < 1e-5, "case \(index)")
            }
        }
    }

    @Test func sharedTexts() throws {
        let file = Skips.sharedFile("models/parity.jsonl", for: "parity with Python on the shared texts")
        guard let directory = file.map(FileSystem.directory(of:)) else { return }
        let exact = try StaticModel(directory: directory)
        let bundled = try StaticModel.bundled()
        let inBytes = try rounded(exact)
        #expect(exact.dimension == 256)
        var count = 0
        for line in try FileSystem.read("\(directory)/parity.jsonl").split(separator: 0x0A) {
            let json = try JSONValue.parse(Array(line))
            let text = try #require(json["text"]?.string)
            let ids = try #require(json["ids"]?.array).compactMap { $0.int.map(Int32.init) }
            let tokens = try #require(json["tokens"]?.array).compactMap(\.string)
            let wanted = try #require(json["embedding"]?.array).compactMap { $0.double.map(Float.init) }
            #expect(exact.tokenizer.ids(of: text) == ids)
            #expect(bundled.tokenizer.tokens(of: text) == tokens)
            let vector = exact.vector(text)
            #expect(vector.count == wanted.count)
            #expect(zip(vector, wanted).allSatisfy { abs($0 - $1) < 1e-4 })
            let near = inBytes.vector(text)
            if wanted.contains(where: { $0 != 0 }) {
                #expect(dot(near, wanted) >= 0.999)
            } else {
                #expect(near.allSatisfy { $0 == 0 })
                #expect(bundled.vector(text).allSatisfy { $0 == 0 })
            }
            count += 1
        }
        #expect(count == 200)
    }

    /// A model of floats with its rows in 8 bits and a scale a row, as the bundled model has them.
    private func rounded(_ model: StaticModel) throws -> StaticModel {
        let numbers = try model.sections.rows.array(of: Float.self, "rows")
        let rows = stride(from: 0, to: numbers.count, by: model.dimension).map {
            QuantizedVector(numbers[$0..<$0 + model.dimension])
        }
        return try StaticModel(
            modelID: model.modelID, dimension: model.dimension, vocabulary: model.sections.vocabulary,
            rows: ByteView(copying: rows.flatMap { $0.values.map(UInt8.init(bitPattern:)) }),
            scales: ByteView(copying: rows.map(\.scale).withUnsafeBytes { Array($0) }))
    }
}
