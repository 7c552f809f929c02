import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test("Commas stand between values and nowhere else")
    func commas() {
        var writer = JSONWriter()
        writer.object {
            $0.key("a")
            $0.array {
                $0.integer(1)
                $0.object { _ in }
                $0.array { _ in }
                $0.bool(true)
                $0.null()
            }
            $0.key("b")
            $0.strings(["x", "y"])
            $0.key("c")
            $0.raw("{}".utf8)
            $0.key("d")
            $0.string(orNull: nil)
            $0.key("e")
            $0.bool(orNull: nil)
        }
        #expect(writer.text == #"{"a":[1,{},[],true,null],"b":["x","y"],"c":{},"d":null,"e":null}"#)
    }

    @Test("Strings are escaped where they must be and nowhere else")
    func escapes() {
        var writer = JSONWriter()
        writer.string("\"\\/\u{08}\u{0C}\n\r\t\u{01}\u{1F}\u{7F}é🙂")
        #expect(writer.text == #""\"\\/\b\f\n\r\t\u0001\u001f"# + "\u{7F}é🙂\"")
    }

    @Test("Numbers are the shortest that read back; what is no number is null")
    func numbers() {
        var writer = JSONWriter()
        writer.array {
            for number in [0.1, 1, -2.5, 1e300, .nan, .infinity, -.infinity] { $0.double(number) }
            $0.float(0.1)
            $0.integer(Int64.min)
            $0.integer(UInt64.max)
        }
        #expect(writer.text == "[0.1,1.0,-2.5,1e+300,null,null,null,0.1,-9223372036854775808,18446744073709551615]")
    }

    @Test("Lines of JSON Lines start afresh")
    func lines() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.object {
                $0.key("n")
                $0.integer(number)
            }
            writer.newline()
        }
        #expect(writer.text == "{\"n\":1}\n{\"n\":2}\n")
        writer.removeAll()
        writer.null()
        #expect(writer.text == "null")
    }
}
