import Basics
import JSON
import TestSupport
import Testing

@Suite struct MalformedTests {
    @Test(
        "Malformed documents are errors that name the byte",
        arguments: [
            ("", 0), ("   ", 3), ("nul", 3), ("nulL", 3), ("tru", 3), ("+1", 0), ("01", 1), ("-", 1), ("1.", 2),
            ("1.e1", 2), ("1e", 2), ("1e+", 3), (".5", 0), ("0x1", 1), ("NaN", 0), ("-Infinity", 1), ("1e999", 0),
            ("[1", 2), ("[1,", 3), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[1}", 2), ("{", 1), ("{]", 1),
            (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), ("{a:1}", 1), ("{'a':1}", 1),
            (#"{1:2}"#, 1), (#"{"a":1 "b":2}"#, 7), (#"{"a":1"#, 6), (#"{"a"#, 3), (#"""#, 1), (#""a"#, 2), (#""\"#, 2),
            (#""\x""#, 1), (#""\u12""#, 5), (#""\u12g4""#, 5), ("\"a\nb\"", 2), ("\"a\u{0}b\"", 2), ("[] []", 3),
            ("{} x", 3), ("// c\n1", 0), ("[1]//", 3), ("\u{FEFF}1", 0), ("\u{A0}1", 0), ("]", 0), ("}", 0), (",", 0),
        ])
    func malformed(_ text: String, _ offset: Int) {
        for skips in [false, true] {
            let error = #expect(throws: FdnixError.self) {
                if skips {
                    try Array(text.utf8).withUnsafeBytes {
                        var reader = JSONReader($0)
                        try reader.skipValue()
                        try reader.finish()
                    }
                    // Only reading a number finds out that it is too large.
                    if text == "1e999" { _ = try JSONValue.parse(text) }
                } else {
                    _ = try JSONValue.parse(text)
                }
            }
            #expect(error?.code == .malformedInput)
            #expect((error?.underlying as? JSONSyntaxError)?.offset == offset, "\(text)")
            #expect(error?.message.contains("byte \(offset)") == true)
        }
    }

    @Test("Nesting is bounded, whatever reads it", arguments: ["[", #"{"a":"#, #"[{"b":["#])
    func depth(_ opener: String) throws {
        let levels = opener.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        let closers = String(opener.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil })
        func document(_ depth: Int) -> [UInt8] {
            let count = depth / levels
            return Array(
                (String(repeating: opener, count: count) + "1" + String(repeating: closers, count: count)).utf8)
        }
        _ = try JSONValue.parse(document(510))
        for bytes in [document(600), Array(repeating: UInt8(ascii: "["), count: 1_000_000)] {
            #expect(throws: FdnixError.self) { try JSONValue.parse(bytes) }
            #expect(throws: FdnixError.self) {
                try bytes.withUnsafeBytes {
                    var reader = JSONReader($0)
                    try reader.skipValue()
                }
            }
        }
    }

    @Test("Every proper beginning of a document is an error")
    func truncation() throws {
        let document = Array(#" {"a":[1,-2.5e3,true,null,"x\u00e9\n"],"b":{"c":{}}} "#.utf8)
        let end = document.lastIndex(of: UInt8(ascii: "}")) ?? 0
        for length in 0...end {
            #expect(throws: FdnixError.self) { try JSONValue.parse(Array(document[..<length])) }
        }
        _ = try JSONValue.parse(document)
    }

    @Test("Damaged documents never crash the reader, and what it accepts it can write and read again")
    func fuzz() throws {
        var random = SplitMix(3)
        for _ in 0..<TestSettings.fuzzIterations(3000) {
            var bytes = random.value().encoded
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(Array(#"{}[]",:\0e-."#.utf8)[Int.random(in: 0..<12, using: &random)], at: at)
                default: bytes.removeLast(bytes.count - at)
                }
            }
            let value = try? JSONValue.parse(bytes)
            let isSkipped: Bool = bytes.withUnsafeBytes {
                var reader = JSONReader($0)
                return (try? reader.skipValue()) != nil && (try? reader.finish()) != nil
            }
            _ = bytes.withUnsafeBytes {
                var reader = JSONReader($0)
                return try? reader.readRawValueUnchecked().count
            }
            if let value {
                #expect(isSkipped)
                #expect(try JSONValue.parse(value.encoded) == value)
            }
        }
    }
}
