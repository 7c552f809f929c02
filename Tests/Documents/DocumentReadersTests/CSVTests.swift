import Basics
import TestSupport
import Testing

@testable import DocumentReaders

@Suite struct CSVTests {
    /// The texts of the records.
    private func texts(_ csv: String) throws -> [String] {
        try Array(csv.utf8).withUnsafeBytes { bytes in
            var lines = try CSVLines(bytes)
            var texts: [String] = []
            while let text = try lines.next() { texts.append(String(decoding: text, as: UTF8.self)) }
            return texts
        }
    }

    @Test func aLineAField() throws {
        #expect(try texts("a,b\n1,2\n3,4\n") == ["a: 1\nb: 2", "a: 3\nb: 4"])
        #expect(try texts("a,b\n") == [])
        #expect(try texts("") == [])
        #expect(try texts("a,b\n1,2") == ["a: 1\nb: 2"])
        #expect(try texts("a,b\n 1 ,\t2 ") == ["a:  1 \nb: \t2 "])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func everyEndOfRecord(_ end: String) throws {
        #expect(try texts(["a,b", "1,2", "3,4", ""].joined(separator: end)) == ["a: 1\nb: 2", "a: 3\nb: 4"])
        #expect(try texts(["a,b", "\"x\(end)y\",2"].joined(separator: end)) == ["a: x\(end)y\nb: 2"])
    }

    @Test func quotes() throws {
        #expect(try texts("a,b\n\"1,1\",\"say \"\"yes\"\"\"") == ["a: 1,1\nb: say \"yes\""])
        #expect(try texts("a,b\n\"\",\"\"\"\"") == ["a: \nb: \""])
        #expect(try texts("a,b\n1\"2,\"3\"4\"\n") == ["a: 1\"2\nb: 34\""])
        #expect(try texts("a\n\"never closed\n,x") == ["a: never closed\n,x"])
        #expect(try texts("\"na\nme\",b\n1,2") == ["na\nme: 1\nb: 2"])
    }

    @Test func namesThatAreMissing() throws {
        #expect(try texts("a,b\n1\n1,2,3,4\n") == ["a: 1", "a: 1\nb: 2\ncolumn_3: 3\ncolumn_4: 4"])
        #expect(try texts("a,,c\n1,2,3") == ["a: 1\ncolumn_2: 2\nc: 3"])
        #expect(try texts(",,\n1,,3") == ["column_1: 1\ncolumn_2: \ncolumn_3: 3"])
    }

    @Test func blankRecords() throws {
        #expect(try texts("a,b\n\n,\n\"\",\"\"\n1,2\n\n") == ["a: 1\nb: 2"])
        #expect(try texts("\n\r\na,b\n1,2") == ["a: 1\nb: 2"])
        #expect(try texts("a,b\n ,\n") == ["a:  \nb: "])
    }

    @Test func marksThatCombineWithSeparators() throws {
        let mark = "\u{301}"
        #expect(try texts("a,b\nx,\(mark)y\n") == ["a: x\nb: \(mark)y"])
        #expect(try texts("a,b\n\"x\"\(mark),y\r\(mark)z,1") == ["a: x\(mark)\nb: y", "a: \(mark)z\nb: 1"])
    }

    @Test func aByteOrderMarkIsNotPartOfAName() throws {
        #expect(try texts("\u{FEFF}foo,bar\n1,2") == ["foo: 1\nbar: 2"])
        #expect(try texts("\u{FEFF}\"foo\",bar\n1,2") == ["foo: 1\nbar: 2"])
    }

    @Test func whatIsWrittenIsRead() throws {
        var random = SplitMix(7)
        let pieces = ["a", "b", ",", "\"", "\n", "\r", "\r\n", " ", "é", "\u{301}", "日", ""]
        for _ in 0..<TestSettings.fuzzIterations(500) {
            let fields = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined() + "x"
            }
            let quoted = fields.map {
                "\"" + String(decoding: $0.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }, as: UTF8.self) + "\""
            }
            let names = fields.indices.map { "c\($0)" }
            let csv = names.joined(separator: ",") + "\n" + quoted.joined(separator: ",") + "\r\n"
            let expected = zip(names, fields).map { "\($0): \($1)" }.joined(separator: "\n")
            #expect(try texts(csv).map { Array($0.utf8) } == [Array(expected.utf8)])
        }
    }

    @Test func fuzz() throws {
        var random = SplitMix(8)
        let bytes = Array(",,\"\"\n\rab ".utf8)
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            let csv = (0..<Int.random(in: 0...60, using: &random)).map { _ in bytes.randomElement(using: &random) ?? 0 }
            let texts = try texts(String(decoding: csv, as: UTF8.self))
            #expect(texts.allSatisfy { $0.contains(": ") })
        }
    }
}
