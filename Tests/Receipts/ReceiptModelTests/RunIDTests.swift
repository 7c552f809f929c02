import ReceiptModel
import Testing

@Suite struct RunIDTests {
    let receipt: ReceiptKey

    init() throws { receipt = try ReceiptKey(imageID: "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55", receiptID: 1) }

    @Test func `the vectors of the contract`() throws {
        #expect(
            try RunID.make(receipt, lines: [], words: [], model: "text-embedding-3-small")
                == "9efd2158-a1ca-4d57-af49-d6144eedcf40")
        #expect(
            try RunID.make(receipt, lines: [], words: [], model: "text-embedding-3-small", token: "again")
                == "d6714d6c-2f22-47ca-950a-c9f955b2d522")
    }

    @Test func `other content, another model and another form give another run`() throws {
        func id(_ lines: [UInt8] = [], _ words: [UInt8] = [], model: String = "m", format: String = "f") throws
            -> String
        {
            try RunID.make(receipt, lines: lines, words: words, model: model, textFormat: format)
        }
        let ids = [try id(), try id([1]), try id([], [1]), try id(model: "n"), try id(format: "g")]
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy(UUIDText.isRandom))
    }
}
