import Basics
import TestSupport
import Testing

@testable import Text

@Suite struct VocabularyTests {
    /// `count` different tokens of random bytes, some of them continuations.
    func randomTokens(_ count: Int, _ random: inout SplitMix) -> [String] {
        var tokens: Set<String> = []
        while tokens.count < count {
            let scalars = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Unicode.Scalar(UInt32.random(in: 0x61...0x17F, using: &random)) ?? "a"
            }
            tokens.insert((Bool.random(using: &random) ? "##" : "") + String(String.UnicodeScalarView(scalars)))
        }
        return tokens.sorted()
    }

    @Test(arguments: [1, 2, 3, 100, 5000])
    func findsEveryTokenAndNoOther(count: Int) throws {
        var random = SplitMix(UInt64(count))
        let tokens = randomTokens(count, &random)
        let bytes = Vocabulary.build(tokens: tokens)
        #expect(bytes == Vocabulary.build(lines: tokens.joined(separator: "\n")))
        let vocabulary = try Vocabulary(validating: ByteView(copying: bytes))
        #expect(vocabulary.count == count)
        for (id, token) in tokens.enumerated() {
            #expect(vocabulary.token(Int32(id)) == token)
            #expect(vocabulary.id(of: token) == Int32(id))
            if token.hasPrefix("##") {
                let rest = Array(token.utf8.dropFirst(2))
                #expect(rest.withUnsafeBufferPointer { vocabulary.id(of: $0, continuation: true) } == Int32(id))
            }
            #expect(vocabulary.id(of: token + " ") == nil)
        }
        #expect(vocabulary.token(-1) == nil)
        #expect(vocabulary.token(Int32(count)) == nil)
        #expect(vocabulary.id(of: "") == nil)
    }

    @Test func keepsTheFirstOfEqualTokens() throws {
        let vocabulary = try Vocabulary(validating: ByteView(copying: Vocabulary.build(tokens: ["b", "a", "a"])))
        #expect(vocabulary.id(of: "a") == 1)
    }

    @Test func aVocabularyWithoutUnknownTokenIsAnError() throws {
        let vocabulary = try Vocabulary(validating: ByteView(copying: Vocabulary.build(tokens: ["a"])))
        #expect(throws: FdnixError.self) { try WordPiece(vocabulary: vocabulary) }
        #expect(throws: FdnixError.self) { try Vocabulary(validating: ByteView(copying: [])) }
    }

    @Test func damageGivesAnErrorOrAnAnswer() throws {
        var random = SplitMix(3)
        let whole = Vocabulary.build(tokens: ["[UNK]", "[PAD]"] + randomTokens(40, &random))
        for round in 0..<wordPieceFuzzIterations {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                // Half the damage goes to the header, where it does most.
                let limit = round.isMultiple(of: 2) ? 32 : bytes.count
                bytes[Int.random(in: 0..<limit, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if round.isMultiple(of: 5) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            guard let vocabulary = try? Vocabulary(validating: ByteView(copying: bytes)) else { continue }
            for id in -1...Int32(60) { _ = vocabulary.token(id) }
            guard let tokenizer = try? WordPiece(vocabulary: vocabulary) else { continue }
            #expect(tokenizer.ids(of: "some text ĀāĂ with słowa and žŽ").count <= 512)
        }
    }
}

extension Vocabulary {
    fileprivate static func build(lines: String) -> [UInt8] {
        Array(lines.utf8).withUnsafeBytes { build(lines: $0) }
    }
}
