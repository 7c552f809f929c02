import Basics
import Platform
import TestSupport
import Testing

@testable import Text

@Suite struct WordPieceTests {
    static let tokens = [
        "[PAD]", "[UNK]", "un", "##aff", "##able", "##a", "a", ",", "[", "]", "e", "unk", "日", "x", "##x", "ß", "##b",
        "pad",
    ]

    func tokenizer() throws -> WordPiece {
        try WordPiece(vocabulary: Vocabulary(validating: ByteView(copying: Vocabulary.build(tokens: Self.tokens))))
    }

    @Test func takesTheLongestTokenFirst() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.tokens(of: "unaffable") == ["un", "##aff", "##able"])
        #expect(tokenizer.tokens(of: "UNAFFABLE,a") == ["un", "##aff", "##able", ",", "a"])
        #expect(tokenizer.tokens(of: "unq a") == ["[UNK]", "a"])
        #expect(tokenizer.tokens(of: "").isEmpty)
    }

    @Test func normalises() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.tokens(of: "É e\u{301} ẞ") == ["e", "e", "ß"])
        #expect(tokenizer.tokens(of: "a日日a") == ["a", "日", "日", "a"])
        #expect(tokenizer.tokens(of: "u\0n\u{200D}k\u{FFFD}") == ["unk"])
    }

    @Test func findsSpecialTokensInTheRawText() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.tokens(of: "a[UNK]b[PAD]a") == ["a", "[UNK]", "[UNK]", "[PAD]", "a"])
        #expect(tokenizer.tokens(of: "[unk][PAD") == ["[", "unk", "]", "[", "pad"])
    }

    @Test func knowsTheSpecialTokensThatItsVocabularyHas() throws {
        let tokens = Self.tokens + ["[MASK]", "cl", "##s"]
        let tokenizer = try WordPiece(
            vocabulary: Vocabulary(validating: ByteView(copying: Vocabulary.build(tokens: tokens))))
        #expect(tokenizer.tokens(of: "a[MASK]a[CLS]") == ["a", "[MASK]", "a", "[", "cl", "##s", "]"])
        #expect(try self.tokenizer().tokens(of: "[MASK]") == ["[", "[UNK]", "]"])
    }

    @Test func limitsWordsAndTexts() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.ids(of: String(repeating: "x", count: 100)).count == 100)
        #expect(tokenizer.tokens(of: String(repeating: "x", count: 101)) == ["[UNK]"])
        #expect(tokenizer.ids(of: String(repeating: "a ", count: 600)).count == 512)
        // The word that is cut has an unknown end: it is one unknown token, not the start of its pieces.
        let text = String(repeating: "a ", count: 510) + "xxxxq"
        #expect(tokenizer.ids(of: text).suffix(2) == [6, 1])
    }

    /// The words of `aXb` for every scalar X of the planes in use, hashed, against the Hugging Face tokenizers
    /// (Tools/generate_parity_fixture.py --scalars).
    @Test func splitsEveryScalarAsTheOriginalDoes() {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: BertScanner.bufferSize) { buffer in
            guard let buffer = buffer.baseAddress else { return }
            var text: [UInt8] = []
            func add(_ range: Range<UInt32>) {
                for value in range {
                    guard let scalar = Unicode.Scalar(value) else { continue }
                    text.removeAll(keepingCapacity: true)
                    text.append(0x61)
                    text.append(contentsOf: UTF8.encode(scalar) ?? .init())
                    text.append(0x62)
                    text.withUnsafeBufferPointer { text in
                        var scanner = BertScanner(text, buffer: buffer)
                        while case .word(let count, _) = scanner.next() {
                            for i in 0..<count { hash = TokenHash.next(hash, buffer[i]) }
                            hash = TokenHash.next(hash, 0)
                        }
                    }
                }
            }
            add(0..<0x30000)
            add(0xE_0000..<0xE_1000)
        }
        #expect(hash == 0x79DE_6F80_43AC_AFFB)
    }

    @Test func survivesAnyBytes() throws {
        let tokenizer = try tokenizer()
        var random = SplitMix(7)
        let alphabet: [UInt8] = Array("ax [UNK]日É".utf8) + [0xED, 0xA0, 0xF4]
        for round in 0..<wordPieceFuzzIterations {
            let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                let byte = UInt8(truncatingIfNeeded: random.next())
                return round.isMultiple(of: 2) ? byte : alphabet[Int(byte) % alphabet.count]
            }
            let direct = bytes.withUnsafeBufferPointer { text in
                [Int32](unsafeUninitializedCapacity: 512) { ids, count in count = tokenizer.encode(text, into: ids) }
            }
            // Passing over ill-formed bytes is the same as repairing them: the repair is dropped.
            #expect(direct == tokenizer.ids(of: String(decoding: bytes, as: UTF8.self)))
        }
    }
}

/// Rounds of the fuzz loops.
var wordPieceFuzzIterations: Int { getenv("FDNIX_FUZZ_ITERATIONS").flatMap { Int(String(cString: $0)) } ?? 300 }
