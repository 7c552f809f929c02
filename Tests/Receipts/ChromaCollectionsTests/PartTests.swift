import Basics
import JSON
import ReceiptModel
import Testing

@testable import ChromaCollections

@Suite struct ServerPartTests {
    @Test("Filters are said in the server's words, a receipt's number in both forms")
    func filters() throws {
        func condition(_ json: JSONValue) throws -> JSONValue? { ServerFilter.of(try MetadataFilter(json)) }
        #expect(try condition([:]) == nil)
        #expect(try condition(["text": "TAX"]) == ["text": "TAX"])
        let number: JSONValue = ["$or": [["receipt_id": 2], ["receipt_id": "2"]]]
        #expect(try condition(["receipt_id": 2]) == number)
        #expect(try condition(["receipt_id": "2"]) == number)
        #expect(try condition(["receipt_id": "x"]) == ["receipt_id": "x"])
        #expect(try condition(["$and": [["a": 1.5], ["b": ["$eq": true]]]]) == ["$and": [["a": 1.5], ["b": true]]])
        let key = try receipt(2)
        #expect(ServerFilter.of(key) == ["$and": [["image_id": .string(key.imageID)], number]])
    }

    @Test("Of too many keys the kind goes first, then the oldest removals; long texts are cut")
    func quotas() {
        var metadata: [String: JSONValue] = [
            "embedding_type": "word", "labels_removed_at": "2025-02", "metadata_removed_at": "2025-01",
        ]
        for number in 0..<29 { metadata["k\(number)"] = .integer(Int64(number)) }
        #expect(HostedQuotas.fitted(metadata) == metadata)
        metadata["x"] = 1
        #expect(Set(metadata.keys).subtracting(HostedQuotas.fitted(metadata).keys) == ["embedding_type"])
        metadata["y"] = 1
        #expect(
            Set(metadata.keys).subtracting(HostedQuotas.fitted(metadata).keys)
                == ["embedding_type", "metadata_removed_at"])
        let long = String(repeating: "é", count: 9000)
        #expect(HostedQuotas.fitted(["a": .string("x" + long)])["a"]?.string?.utf8.count == 4095)
        #expect(HostedQuotas.fitted(document: long)?.utf8.count == 16_384)
        #expect(HostedQuotas.fitted(document: nil) == nil)
    }

    @Test("Answers whose columns do not fit together are refused")
    func answers() throws {
        let good = #"{"ids":["a"],"documents":[null],"metadatas":[{"x":1.5}],"embeddings":[[1,0.5]],"uris":null}"#
        let answer = try RecordAnswer(Array(good.utf8))
        #expect(answer.records.first?.vector == [1, 0.5] && answer.records.first?.record.metadata == ["x": 1.5])
        for bad in [#"{"ids":["a"],"documents":[]}"#, #"{"ids":["a"]"#, #"{"ids":["a"],"embeddings":[]}"#] {
            #expect(throws: FdnixError.self) { try RecordAnswer(Array(bad.utf8)) }
        }
    }
}
