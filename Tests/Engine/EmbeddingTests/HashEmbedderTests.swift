import Basics
import Embedding
import Testing

@Suite struct HashEmbedderTests {
    private func vector(_ text: String, _ dimension: Int) async throws -> [Float] {
        let batch = try await HashEmbedder(dimension: dimension).embed([text], purpose: .document)
        guard case .vector(let numbers) = batch[0] else { return [] }
        return Array(numbers)
    }

    private func isNear(_ vector: [Float], _ expected: [Float]) -> Bool {
        vector.count == expected.count && zip(vector, expected).allSatisfy { abs($0 - $1) < 1e-4 }
    }

    @Test func documentedVectors() async throws {
        #expect(isNear(try await vector("Hello world", 8), [0.57735, 0, 0, 0, -0.57735, 0, 0, 0.57735]))
        let wide = try await vector("Hello world", 256)
        let places = wide.indices.filter { wide[$0] != 0 }
        #expect(places == [95, 224, 244])
        #expect(places.map { wide[$0] > 0 } == [true, true, false])
    }

    /// Computed by Python from the definition.
    @Test func wordsOfEveryScript() async throws {
        let german = try await vector("Ärger über 12 Äpfel, Äpfel!", 8)
        #expect(isNear(german, [0.30151, 0, 0.30151, -0.30151, 0.60302, 0, 0.60302, 0]))
        #expect(isNear(try await vector("日本 日本", 8), [0, 0, 0, -0.44721, 0.89443, 0, 0, 0]))
    }

    @Test func textsWithoutWords() async throws {
        for text in ["", " \n", "!?"] { #expect(try await vector(text, 3) == [1, 0, 0]) }
    }

    @Test func dimensionsThatCannotBe() {
        for dimension in [0, -1] {
            #expect(throws: FdnixError.self) { try HashEmbedder(dimension: dimension) }
        }
    }
}
