import JSON
import ReceiptModel
import Testing

@Suite struct RecordsTests {
    private let phone = ExtractedData(type: "phone", value: "(415) 555-0132")

    private func rows() throws -> ReceiptRows {
        ReceiptRows(
            receipt: try receipt(),
            lines: [
                line("TOTAL 9.50", 3, y: 0.2), line("ACME STORE", 1, y: 0.9), line("----", 4, y: 0.5),
                line("CALL 415", 2, y: 0.8),
            ],
            words: [
                word("ACME", 1, 1, x: 0.2, y: 0.91), word("CALL", 2, 1, x: 0.2, y: 0.81),
                word("415", 2, 2, x: 0.4, y: 0.81, data: phone), word("|", 2, 3, x: 0.5, y: 0.81),
                word(
                    "12 Oak Street", 2, 4, x: 0.7, y: 0.81, data: ExtractedData(type: "address", value: "12 Oak Street")
                ),
            ])
    }

    @Test func `lines know what is above and below, and what their words know`() throws {
        let lines = ReceiptRecords(try rows()).lines(merchant: "Acme")
        #expect(lines.map(\.text) == ["ACME STORE", "CALL 415", "TOTAL 9.50"])
        let second = lines[1].record
        #expect(second.id == "IMAGE#\(imageID)#RECEIPT#00001#LINE#00002")
        #expect(second.document == "CALL 415")
        #expect(second.metadata["prev_line"] == "ACME STORE")
        #expect(second.metadata["next_line"] == "----")
        #expect(second.metadata["receipt_id"] == 1)
        #expect(second.metadata["merchant_name"] == "Acme")
        #expect(second.metadata["normalized_phone_10"] == "4155550132")
        #expect(second.metadata["normalized_full_address"] == "12 OAK ST")
        #expect(second.metadata["avg_word_confidence"]?.double == 0.9)
        #expect(lines[0].record.metadata["prev_line"] == "<EDGE>")
        #expect(lines[0].record.metadata["normalized_full_address"] == nil)
        #expect(lines[2].record.metadata["avg_word_confidence"] == 0.8)
        #expect(lines[2].record.metadata["word_id"] == nil)
        #expect(lines[2].record.metadata["embedding_type"] == "line")
    }

    @Test func `words are embedded with what stands beside them`() throws {
        let words = ReceiptRecords(try rows()).words(merchant: "")
        #expect(
            words.map(\.text) == [
                "<TARGET>ACME</TARGET> <POS>top-left</POS> <CONTEXT><EDGE> <EDGE></CONTEXT>",
                "<TARGET>CALL</TARGET> <POS>top-left</POS> <CONTEXT><EDGE> 415</CONTEXT>",
                "<TARGET>415</TARGET> <POS>top-center</POS> <CONTEXT>CALL |</CONTEXT>",
                "<TARGET>12 Oak Street</TARGET> <POS>top-right</POS> <CONTEXT>| <EDGE></CONTEXT>",
            ])
        let metadata = words[2].record.metadata
        #expect(
            metadata.keys.sorted() == [
                "confidence", "embedding_type", "height", "image_id", "invalid_labels", "label_status", "left",
                "line_id", "merchant_name", "normalized_phone_10", "receipt_id", "right", "source", "text",
                "validated_labels", "width", "word_id", "x", "y",
            ])
        #expect(metadata["label_status"] == "unvalidated")
        #expect(metadata["x"]?.double.map { abs($0 - 0.4) < 1e-12 } == true)
    }

    @Test func `records have one form in bytes`() throws {
        let record = Record(id: "b", document: "é\n\u{7F}", metadata: ["b": 2.0, "a": [1, true], "c": 1e-7])
        #expect(
            String(decoding: record.encoded, as: UTF8.self)
                == #"{"document":"é\n"# + "\u{7F}" + #"","id":"b","metadata":{"a":[1,true],"b":2.0,"c":1e-07}}"#)
        #expect(try record.encoded.withUnsafeBytes { try Record($0) } == record)
        let bare = try Array(#"{"id":"x","document":null,"metadata":null}"#.utf8).withUnsafeBytes { try Record($0) }
        #expect(String(decoding: bare.encoded, as: UTF8.self) == #"{"id":"x"}"#)
        #expect(message { _ = try Array("{}".utf8).withUnsafeBytes { try Record($0) } } == "a record has no id")
    }

    @Test func `a receipt's number that was written as text becomes a number`() {
        let record = Record(id: "a", document: nil, metadata: ["receipt_id": "7", "line_id": "7"])
        #expect(record.imported.metadata == ["receipt_id": 7, "line_id": "7"])
        #expect(Record(id: "a", document: nil, metadata: ["receipt_id": "x"]).imported.metadata["receipt_id"] == "x")
    }

    @Test func `filters compare a receipt's number as a number`() throws {
        let filter = try MetadataFilter(["receipt_id": "2", "line_id": 3])
        #expect(filter.admits(["receipt_id": 2, "line_id": 3]))
        #expect(filter.admits(["receipt_id": "2", "line_id": 3.0]))
        #expect(!filter.admits(["receipt_id": 2]))
        #expect(
            try MetadataFilter(["$and": [["receipt_id": 2], ["a": ["$eq": "x"]]]]).admits(["receipt_id": "2", "a": "x"])
        )
        #expect(try !MetadataFilter(["a": "1"]).admits(["a": 1]))
        for wrong: JSONValue in [[], ["a": ["$gt": 1]], ["a": nil], ["$or": []], ["a": [1]]] {
            #expect(message { _ = try MetadataFilter(wrong) }?.contains("cannot be used") == true)
        }
    }
}
