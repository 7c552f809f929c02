import Basics
import TestSupport
import Testing

@Suite("Base64")
struct Base64Tests {
    /// RFC 4648 §10.
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("the vectors of RFC 4648 hold both ways", arguments: vectors)
    func standard(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test("the whole alphabet is used")
    func alphabet() {
        #expect(Base64.encode([0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF, 0, 0, 0]) == "++++////AAAA")
        #expect(Base64.decode("++++////AAAA") == [0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF, 0, 0, 0])
    }

    @Test("what is encoded reads back, whatever its length")
    func roundTrip() {
        var random = SplitMix(4)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Base64.encode(bytes)
            #expect(text.utf8.count == (count + 2) / 3 * 4)
            #expect(Base64.decode(text) == bytes)
        }
    }

    @Test(
        "what an encoder never writes is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zm8", "Z===", "====", "=", "==", "Zg==Zg==", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-_",
            "Zm9v====", "Zm=v", "Z=9v", "Zm9ü", "Zm\u{0}v",
        ])
    func refused(text: String) { #expect(Base64.decode(text) == nil) }

    @Test("of all texts, only what encodes some bytes is decoded")
    func strict() {
        var random = SplitMix(5)
        let characters = Array("AQgw+/=-_ zZ9\n")
        var decoded = 0
        for _ in 0..<TestSettings.fuzzIterations(5000) {
            let count = Int.random(in: 0...8, using: &random)
            let text = String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &random)] })
            guard let bytes = Base64.decode(text) else { continue }
            decoded += 1
            #expect(Base64.encode(bytes) == text)
        }
        #expect(decoded > 0)
    }
}
