import Basics
import Embedding
import TestSupport
import Testing
import Text

@testable import StaticEmbedding

@Suite struct StaticModelTests {
    let words = ["fast", "grep", "music", "player", "terminal", "json", "café", "日本", "🦀", "libfoo", "x86_64"]

    @Test func bundledModelKnowsItself() async throws {
        let model = try StaticModel.bundled()
        #expect(model.modelID == "fdnix-static-256-v2")
        #expect(model.dimension == 256)
        #expect(model.tokenizer.vocabulary.count == 29525)
        let texts = ["video player", "", "play movies", "tax law"]
        let batch = try await model.embed(texts, purpose: .document)
        #expect(batch.count == 4)
        guard case .vector(let player) = batch[0], case .empty = batch[1], case .vector(let movies) = batch[2],
            case .vector(let law) = batch[3]
        else {
            Issue.record("not the rows that these texts have")
            return
        }
        #expect(dot(Array(player), Array(movies)) > dot(Array(player), Array(law)) + 0.1)
        // A static model makes no difference between what is kept and what is asked.
        let asked = try await model.embed(texts, purpose: .query)
        #expect(asked.values == batch.values)
    }

    @Test func vectorsHaveLengthOneAndDoNotDependOnOrder() throws {
        let model = try StaticModel.bundled()
        var random = SplitMix(1)
        for _ in 0..<200 {
            let chosen = (0..<Int.random(in: 1...20, using: &random)).map { _ in words[Int(random.next() % 11)] }
            let vector = model.vector(chosen.joined(separator: " "))
            guard vector.contains(where: { $0 != 0 }) else { continue }
            #expect(abs(dot(vector, vector) - 1) < 1e-5)
            let other = model.vector(chosen.shuffled(using: &random).joined(separator: "\t\n"))
            #expect(zip(vector, other).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test func unknownTextIsTheZeroVector() throws {
        let model = try StaticModel.bundled()
        var vector = [Float](repeating: 5, count: 256)
        for text in ["", "  ", "\u{200B}", "🦀🦀", String(repeating: "q", count: 200)] {
            #expect(vector.withUnsafeMutableBufferPointer { !model.embed(text, into: $0) })
            #expect(vector.allSatisfy { $0 == 0 })
        }
    }

    @Test func opensFromItsOwnSections() throws {
        let model = try StaticModel.bundled()
        let parts = model.sections
        let again = try StaticModel(
            modelID: parts.modelID, dimension: parts.dimension,
            vocabulary: ByteView(copying: parts.vocabulary.bytes), rows: ByteView(copying: parts.rows.bytes),
            scales: ByteView(copying: parts.scales.bytes))
        #expect(again.vector("a fast grep") == model.vector("a fast grep"))
    }

    @Test func contradictingSectionsAreAnError() throws {
        let parts = try StaticModel.bundled().sections
        func open(_ dimension: Int, _ rows: ByteView, _ scales: ByteView) throws {
            _ = try StaticModel(
                modelID: "m", dimension: dimension, vocabulary: parts.vocabulary, rows: rows, scales: scales)
        }
        #expect(throws: FdnixError.self) { try open(255, parts.rows, parts.scales) }
        #expect(throws: FdnixError.self) { try open(0, parts.rows, parts.scales) }
        #expect(throws: FdnixError.self) { try open(-1, parts.rows, parts.scales) }
        #expect(throws: FdnixError.self) { try open(Int.max, parts.rows, parts.scales) }
        #expect(throws: FdnixError.self) { try open(256, parts.rows, ByteView(copying: [])) }
        #expect(throws: FdnixError.self) { try open(256, ByteView(copying: []), parts.scales) }
        let short = try parts.scales.slice(0, parts.scales.count - 4)
        #expect(throws: FdnixError.self) { try open(256, parts.rows, short) }
        let shifted = try parts.scales.slice(1, parts.scales.count - 4)
        #expect(throws: FdnixError.self) { try open(256, parts.rows, shifted) }
    }

    @Test func poisonedScalesDoNotReachAVector() throws {
        let vocabulary = ByteView(copying: Vocabulary.build(tokens: ["[UNK]", "a", "b"]))
        let scales: [Float] = [0, .nan, .infinity]
        let model = try StaticModel(
            modelID: "m", dimension: 2, vocabulary: vocabulary, rows: ByteView(copying: [1, 1, 1, 1, 1, 1]),
            scales: ByteView(copying: scales.withUnsafeBytes { Array($0) }))
        #expect(model.vector("a") == [0, 0])
        #expect(model.vector("b a") == [0, 0])
    }

    @Test func dimensionsThatFillNoWholeLane() throws {
        let vocabulary = ByteView(copying: Vocabulary.build(tokens: ["[UNK]", "a"]))
        for dimension in [1, 3, 17, 33] {
            let rows = [UInt8](repeating: 3, count: 2 * dimension)
            let scales: [Float] = [1, 1]
            let model = try StaticModel(
                modelID: "m", dimension: dimension, vocabulary: vocabulary, rows: ByteView(copying: rows),
                scales: ByteView(copying: scales.withUnsafeBytes { Array($0) }))
            let vector = model.vector("a")
            #expect(vector.allSatisfy { abs($0 - 1 / Float(dimension).squareRoot()) < 1e-6 })
        }
    }
}
