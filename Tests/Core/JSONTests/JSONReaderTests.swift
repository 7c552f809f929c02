import Basics
import JSON
import Platform
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
