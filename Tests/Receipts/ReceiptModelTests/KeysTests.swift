import ReceiptModel
import Tables
import Testing

@Suite struct KeysTests {
    @Test func `entities are read from their sort keys and written back`() throws {
        let receipt = try receipt(12)
        let entities: [EntityKey] = [
            .receipt(receipt), .merchant(receipt), .run(receipt, id: "9efd2158-a1ca-4d57-af49-d6144eedcf40"),
            .ledger(receipt, .words), .line(receipt, line: 0), .word(receipt, line: 3, word: 123_456),
            .label(receipt, line: 3, word: 4, label: "METADATA"), .label(receipt, line: 3, word: 4, label: "A#B"),
        ]
        for entity in entities { #expect(EntityKey(partition: receipt.partition, sort: entity.sort) == entity) }
        #expect(EntityKey.word(receipt, line: 3, word: 4).sort == "RECEIPT#00012#LINE#00003#WORD#00004")
    }

    @Test func `other keys are nobody's`() throws {
        let partition = try receipt().partition
        for sort in [
            "", "RECEIPT", "RECEIPT#1", "RECEIPT#00000", "RECEIPT#000001", "RECEIPT#00001#", "RECEIPT#0000x",
            "RECEIPT#00001#METADATA#", "RECEIPT#00001#COMPACTION_RUN#", "RECEIPT#00001#COMPACTION_RUN",
            "RECEIPT#00001#LINE", "RECEIPT#00001#LINE#1", "RECEIPT#00001#LINE#00001#WORD",
            "RECEIPT#00001#LINE#00001#WORD#00001#LABEL#", "RECEIPT#00001#LINE#00001#WORD#00001#TAG#x",
            "RECEIPT#00001#LEDGER#pages", "receipt#00001",
        ] { #expect(EntityKey(partition: partition, sort: sort) == nil, "\(sort)") }
        #expect(EntityKey(partition: "IMAGE#nobody", sort: "RECEIPT#00001") == nil)
        #expect(EntityKey(["PK": "LOCK#lines#x", "SK": "LOCK"]) == nil)
    }

    @Test func `ids of records name lines and words`() throws {
        let receipt = try receipt()
        let line = "IMAGE#\(imageID)#RECEIPT#00001#LINE#00007"
        #expect(EntityKey(recordID: line) == .line(receipt, line: 7))
        #expect(EntityKey.line(receipt, line: 7).recordID == line)
        #expect(EntityKey(recordID: "\(line)#WORD#00002") == .word(receipt, line: 7, word: 2))
        #expect(EntityKey.label(receipt, line: 7, word: 2, label: "X").recordID == "\(line)#WORD#00002")
        for text in ["", "chunk-1", "IMAGE#\(imageID)", "IMAGE#\(imageID)#RECEIPT#00001", "\(line)#WORD#00002#LABEL#A"]
        {
            #expect(EntityKey(recordID: text) == nil)
        }
    }

    @Test func `a receipt needs a UUID of version 4 and a positive number`() throws {
        for text in ["", "3f2b8c1e-5a7d-1c90-9b1a-0d6e4f2a7c55", "3f2b8c1e-5a7d-4c90-cb1a-0d6e4f2a7c55", imageID + "0"]
        {
            #expect(message { _ = try ReceiptKey(imageID: text, receiptID: 1) }?.contains("image_id") == true)
        }
        #expect(message { _ = try receipt(0) }?.contains("receipt_id") == true)
        #expect(try ReceiptKey(ledgerName: receipt(2).ledgerName) == receipt(2))
        #expect(ReceiptKey(ledgerName: "x#00001") == nil)
    }
}

@Suite struct TimeTests {
    @Test func `times are written in one form and read in many`() {
        let text = "2025-08-26T02:00:00.000123+00:00"
        let time = ReceiptTime(text)
        #expect(time?.text == text)
        for other in [
            "2025-08-26T02:00:00.000123", "2025-08-26 02:00:00.000123Z", "2025-08-26T04:00:00.000123+02:00",
            "2025-08-26T04:00:00.0001239999+0200", "2025-08-25T21:30:00.000123-04:30", "2025-08-26T03:00:00.000123+01",
        ] { #expect(ReceiptTime(other) == time, "\(other)") }
        #expect(ReceiptTime("2025-08-26T02:00:00")?.text == "2025-08-26T02:00:00.000000+00:00")
        #expect(ReceiptTime("1969-12-31T23:59:59.5Z")?.text == "1969-12-31T23:59:59.500000+00:00")
    }

    @Test func `other texts are not times`() {
        for text in ["", "now", "2025-08-26", "2025-13-26T02:00:00", "2025-08-26T02:00:00.", "2025-08-26T02:00:00+2"] {
            #expect(ReceiptTime(text) == nil, "\(text)")
        }
    }

    @Test func `names of versions tell when they were made`() {
        let name = VersionName.make(at: time(1), random: 0xBADC0DE)
        #expect(name == "20250615_150641_000000_0badc0de")
        #expect(VersionName.time(of: name) == time(1))
        #expect(VersionName.time(of: "latest") == nil)
    }
}
