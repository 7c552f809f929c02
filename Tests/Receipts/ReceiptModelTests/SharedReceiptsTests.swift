import Basics
import ReceiptModel
import TestSupport
import Testing

/// Real receipts, where the folder of real data is there.
@Suite struct SharedReceiptsTests {
    @Test func `samples are read whole and give a record a line and word`() throws {
        let check = "receipts of others give records"
        guard let readme = Skips.sharedFile("data/receipts/README.md", for: check) else { return }
        let root = "\(FileSystem.directory(of: readme))/sample/receipts"
        for image in try FileSystem.entries(of: root) {
            for name in try FileSystem.entries(of: "\(root)/\(image)") {
                let folder = "\(root)/\(image)/\(name)"
                let key = try #require(EmbedMessage.receipt(ofKey: "receipts/\(image)/\(name)/lines.ndjson"))
                let rows = try ReceiptRows(
                    receipt: key, lines: try FileSystem.read("\(folder)/lines.ndjson"),
                    words: try FileSystem.read("\(folder)/words.ndjson"))
                let records = ReceiptRecords(rows)
                #expect(rows.warnings.isEmpty)
                #expect(records.lines(merchant: "").count == rows.lines.count { !$0.isNoise })
                let words = records.words(merchant: "")
                #expect(words.count == rows.words.count { !$0.isNoise } && !words.isEmpty)
                #expect(Set(words.map(\.record.id)).count == words.count)
                for record in words {
                    #expect(try record.record.encoded.withUnsafeBytes { try Record($0) } == record.record)
                }
            }
        }
    }
}
