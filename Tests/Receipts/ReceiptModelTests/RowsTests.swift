import JSON
import ReceiptModel
import Testing

@Suite struct RowsTests {
    private func read(lines: [UInt8] = [], words: [UInt8] = []) throws -> ReceiptRows {
        try ReceiptRows(receipt: receipt(), lines: lines, words: words)
    }

    @Test func `blank lines, line ends of Windows and unknown fields do no harm`() throws {
        let first = JSONValue.object(row(line: 1, ["surprise": [1, 2]])).description
        let second = JSONValue.object(row(line: 2, text: "x1")).description
        let rows = try read(lines: Array("\r\n\(first)\r\n \n\(second)\n\n".utf8))
        #expect(rows.lines.map(\.text) == ["TOTAL", "x1"])
        #expect(rows.lines[0].confidence == 0.75)
        #expect(rows.words.isEmpty && rows.warnings.isEmpty)
        #expect(try read().isAllNoise)
    }

    @Test func `nothing of a text is lost unnoticed`() throws {
        let good = file(row(text: "CAFE 1"))
        #expect(try read(lines: [0xEF, 0xBB, 0xBF] + good).lines.map(\.text) == ["CAFE 1"])
        let place = try #require(good.firstIndex(of: UInt8(ascii: "F")))
        var bytes = good
        bytes[place] = 0xC9
        #expect(
            message { _ = try read(lines: good + [0x0A] + bytes) } == "lines.ndjson row 2: not UTF-8 at byte \(place)")
        bytes.replaceSubrange(place...place, with: Array(#"\ud83d"#.utf8))
        #expect(try read(lines: bytes).lines.map(\.text) == ["CA\u{FFFD}E 1"])
        #expect(message { _ = try read(words: [0x1F, 0x8B, 8]) }?.hasPrefix("words.ndjson: it is compressed") == true)
        for start: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF], [0x7B, 0], [0, 0x7B]] {
            #expect(message { _ = try read(words: start + [0]) }?.hasPrefix("words.ndjson: it is UTF-16") == true)
        }
    }

    @Test func `an error names file, row and field`() {
        let good = row(word: 1)
        func words(_ row: JSONObject) -> String? { message { _ = try read(words: file(good, good, row)) } }
        #expect(words(without(good, "text")) == "words.ndjson row 3: missing text")
        for field in [
            "receipt_id", "image_id", "line_id", "word_id", "bounding_box", "top_left", "top_right", "bottom_left",
            "bottom_right", "angle_degrees", "angle_radians", "confidence",
        ] {
            #expect(words(without(good, field)) == "words.ndjson row 3: missing \(field)")
            let wrong = words(row(word: 1, [field: ["wrong"]]))
            #expect(wrong?.hasPrefix("words.ndjson row 3: invalid \(field): ") == true, "\(field)")
        }
        #expect(words(["text": "x"])?.hasPrefix("words.ndjson row 3: missing") == true)
        let broken = message { _ = try read(lines: file(row()) + Array("\n{".utf8)) }
        #expect(broken?.hasPrefix("lines.ndjson row 2: invalid JSON") == true)
        #expect(message { _ = try read(lines: Array("[]".utf8)) } == "lines.ndjson row 1: it is not a JSON object")
    }

    @Test func `values out of their range are refused`() {
        let wrong: [JSONObject] = [
            ["confidence": 0], ["confidence": 1.01], ["receipt_id": 2], ["receipt_id": "1"], ["line_id": 1.5],
            ["image_id": "b0a1c2d3-0000-4000-8000-000000000000"], ["embedding_status": "DONE"], ["is_noise": 1],
            ["bounding_box": ["x": 0, "y": 0, "width": 1]], ["text": nil],
        ]
        for changes in wrong {
            #expect(
                message { _ = try read(lines: file(row(changes))) }?.contains("invalid \(changes.keys[0])") == true)
        }
        #expect(message { _ = try read(lines: file(row(line: 0))) }?.contains("invalid line_id") == true)
        #expect(message { _ = try read(words: file(row(line: 0, word: 0))) } == nil)
        #expect(
            message { _ = try read(words: file(row(word: 1, ["extracted_data": ["type": 1]]))) }?
                .contains("invalid extracted_data") == true)
    }

    @Test func `of rows with the same ids the last one counts`() throws {
        let rows = try read(words: file(row(word: 1, text: "a1"), row(word: 2, text: "b1"), row(word: 1, text: "c1")))
        #expect(rows.words.map(\.text) == ["c1", "b1"])
        #expect(rows.warnings.count == 1)
        #expect(rows.warnings[0].hasPrefix("words.ndjson row 3:"))
    }

    @Test func `defaults of what may be left out`() throws {
        let rows = try read(words: file(without(row(word: 1, ["extracted_data": nil]), "embedding_status")))
        #expect(rows.words[0].data == nil && !rows.words[0].isNoise)
        let phone: JSONObject = ["extracted_data": ["type": "phone", "value": "555 0100"], "is_noise": true]
        let word = try read(words: file(row(word: 1, phone))).words[0]
        #expect(word.data == ExtractedData(type: "phone", value: "555 0100") && word.isNoise)
    }

    @Test func `marks without meaning are noise`() {
        for text in [
            "", "  ", ".", "#", "@", "&", "+", "%", "|", "~", "—", "---", "***", "$", "☺", "=", "()", "\u{3000}",
        ] {
            #expect(Noise.isNoise(text), "\(text)")
        }
        for text in ["a", "7", "##", "@@", "50%", "+-", "é", "中", "½", "A.", "& ."] {
            #expect(!Noise.isNoise(text), "\(text)")
        }
    }
}
