import Basics
import Embedding
import JSON
import ReceiptModel
import TestSupport
import Testing

@testable import Receipts

@Suite struct MerchantEvaluationTests {
    @Test func `known merchants are read in either form`() throws {
        let entry = #"{"image_id":"\#(imageID)","receipt_id":"2","merchant_name":"Zephyr"}"#
        let known = try KnownMerchant.read(Array("\u{FEFF}\(entry)\n\n\(entry)\r\n".utf8), named: "shops")
        #expect(known.map(\.name) == ["Zephyr", "Zephyr"] && known[0].receipt.receiptID == 2)
        #expect(try KnownMerchant.read(Array("[\(entry)]".utf8), named: "shops") == [known[0]])
        for (text, told) in [
            ("\(entry)\n\n{}", "shops row 3: it needs"), ("[\(entry), {}]", "shops entry 2: it needs"),
        ] {
            let error = #expect(throws: FdnixError.self) { try KnownMerchant.read(Array(text.utf8), named: "shops") }
            #expect(error?.message.hasPrefix(told) == true)
        }
    }

    @Test func `a wrong answer costs ten missing ones`() {
        var score = MerchantScore()
        score.add(.phone, isRight: true)
        score.add(.similarity, isRight: false)
        score.add(nil, isRight: false)
        score.add(nil, isRight: false)
        #expect(score.total == 4 && score.right == 1 && score.wrong == 1 && score.cost == 3)
        #expect(
            score.rows("all") == [
                ["all", "4", "25.0", "25.0", "50.0"], ["  phone", "1", "25.0", "0.0", ""],
                ["  similarity", "1", "0.0", "25.0", ""],
            ])
    }

    @Test func `each receipt is asked for among the others`() async throws {
        func rows(_ number: Int, _ title: String, phone: String? = nil) throws -> (ReceiptRows, KnownMerchant) {
            let key = try ReceiptKey(imageID: imageID, receiptID: number)
            let words = phone.map { row(line: 2, word: 1, $0, y: 0.8, receipt: number, data: ("phone", $0)) } ?? ""
            let lines = [
                row(line: 1, title, y: 0.9, receipt: number),
                row(line: 2, "TEL \(phone ?? "")", y: 0.8, receipt: number),
            ]
            let read = try ReceiptRows(
                receipt: key, lines: Array(lines.joined(separator: "\n").utf8), words: Array(words.utf8))
            return (read, KnownMerchant(key, name: title))
        }
        try await withTemporaryDirectory { folder in
            let evaluation = try await MerchantEvaluation(
                [
                    try rows(1, "ZEPHYR HARDWARE", phone: "415-555-0132"), try rows(2, "ZEPHYR HARDWARE"),
                    try rows(3, "BOREAS BOOKS", phone: "212-555-0100"), try rows(4, "NOTUS TEA"),
                ], embedder: try HashEmbedder(dimension: 64), temporaryDirectory: folder)
            let alone = MerchantEvaluation.score(await evaluation.answers(withPlaces: false))
            #expect(alone.right == 2 && alone.wrong == 0 && alone.unknown == 2)
            let places = MerchantEvaluation.score(await evaluation.answers(withPlaces: true))
            #expect(places.tiers[.phone]?.right == 2 && places.wrong == 0)
            #expect(places.json["receipts"] == 4)
        }
    }
}
