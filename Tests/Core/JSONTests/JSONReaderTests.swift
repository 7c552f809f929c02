import Basics
import JSON
import Platform
import TestSupport
import Testing

@Suite struct JSONReaderTests {
    private func read<T>(_ text: String, _ body: (inout JSONReader) throws -> T) throws -> T {
        try Array(text.utf8).withUnsafeBytes {
            var reader = JSONReader($0)
            return try body(&reader)
        }
    }

    @Test("Members are visited in order; those left unread are skipped")
    func members() throws {
        var seen: [String] = []
        var number: JSONNumber?
        var text: String?
        try read(#" { "a" : 1 , "b" : {"c":[1,2]} , "d\u0065" : "x" } "#) { reader in
            try reader.readObject { reader, key in
                seen.append(key.string)
                switch key {
                case "a": number = try reader.readNumber()
                case "de": text = try reader.readString()
                default: break
                }
            }
            try reader.finish()
        }
        #expect(number == .integer(1))
        #expect(text == "x")
        #expect(seen == ["a", "b", "de"])
    }

    @Test("Elements left unread are skipped")
    func elements() throws {
        var strings: [String] = []
        try read(#"["a",1,{"b":"c"},"d",[]]"#) { reader in
            try reader.readArray { if try $0.peek() == .string { strings.append(try $0.readString()) } }
        }
        #expect(strings == ["a", "d"])
    }

    @Test("Raw values are the bytes as they stand, checked or not")
    func rawValues() throws {
        for value in [#"{"a": ["]}\"", {}]}"#, "[]", #""x\"y""#, "-1.5e3", "true", "null"] {
            for checked in [true, false] {
                let raw = try read("  \(value) , ") {
                    String(decoding: checked ? try $0.readRawValue() : try $0.readRawValueUnchecked(), as: UTF8.self)
                }
                #expect(raw == value)
            }
        }
    }

    @Test("Only the checked raw value notices that brackets do not match")
    func checking() throws {
        #expect(throws: FdnixError.self) { try read("[1}") { _ = try $0.readRawValue() } }
        #expect(try read("[1}") { try $0.readRawValueUnchecked().count } == 3)
        #expect(throws: FdnixError.self) { try read("[1,[2]") { _ = try $0.readRawValueUnchecked() } }
    }

    @Test("A reader of a part names offsets in the whole document")
    func parts() throws {
        let error = #expect(throws: FdnixError.self) {
            try Array(#"{"a":[1,]}"#.utf8).withUnsafeBytes {
                var reader = JSONReader($0, baseOffset: 100)
                try reader.readObject { reader, _ in
                    var part = reader.reader(of: try reader.readRawValueUnchecked())
                    try part.skipValue()
                }
            }
        }
        #expect((error?.underlying as? JSONSyntaxError)?.offset == 108)
    }

    @Test("The end of plain text is found at every distance")
    func plainText() {
        for length in 0..<40 {
            for stop in [UInt8(0x22), 0x5C, 0x1F, 0x00] {
                let bytes =
                    (0..<length).map { UInt8(0x20 + $0 % 2) } + [0x80, 0xFF, stop] + Array(repeating: 0x22, count: 9)
                #expect(bytes.withUnsafeBytes { JSONReader.endOfPlainText($0, from: 0) } == length + 2)
            }
        }
    }

    @Test("Numbers are the nearest doubles, however they are written")
    func nearestDoubles() throws {
        var random = SplitMix(71)
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
        }
        var texts = ["0.0", "-0.0", "0e5", "9007199254740993.0", "1e22", "1e23", "1.5E+3", "2e-05", "123456789e-30"]
        for _ in 0..<20_000 {
            var text = Bool.random(using: &random) ? "-" : ""
            text += "\(Int.random(in: 0...9999, using: &random))"
            if Bool.random(using: &random) { text += "." + digits(Int.random(in: 1...18, using: &random)) }
            if Bool.random(using: &random) { text += "e\(Int.random(in: -40...40, using: &random))" }
            if text.contains(where: { ".e".contains($0) }) { texts.append(text) }
        }
        for text in texts {
            let bytes = Array(text.utf8)
            let number = try bytes.withUnsafeBytes { bytes in
                var reader = JSONReader(bytes)
                return try reader.readNumber()
            }
            guard case .double(let value) = number, let expected = Double(text) else {
                Issue.record("\(text) is not read as a double")
                continue
            }
            #expect(value.bitPattern == expected.bitPattern, "\(text)")
        }
    }

    @Test("Wrong types are errors, not crashes")
    func wrongTypes() {
        #expect(throws: FdnixError.self) { try read("1") { try $0.readObject { _, _ in } } }
        #expect(throws: FdnixError.self) { try read("{}") { try $0.readArray { _ in } } }
        #expect(throws: FdnixError.self) { try read("1") { _ = try $0.readString() } }
        #expect(throws: FdnixError.self) { try read(#""1""#) { _ = try $0.readNumber() } }
        #expect(throws: FdnixError.self) { try read("1") { _ = try $0.readBool() } }
        #expect(throws: FdnixError.self) { try read("") { _ = try $0.peek() } }
    }
}
