//! Writes records with vectors into a segment, and finds those nearest to one of them.
//!
//! `swift run NearestReceipts`: in a folder `segments` here. The file is immutable and is mapped, not read.

import Basics
import JSON
import ReceiptModel
import Segments

let receipt = try ReceiptKey(imageID: "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55", receiptID: 1)
let lines = ["NOODLE HOUSE", "Beef noodle soup 14.50", "TOTAL 14.50"]
let records = lines.enumerated().map { index, text in
    let id = "\(receipt.recordPrefix)#LINE#0000\(index + 1)"
    let vector: [Float] = [text.contains("NOODLE") ? 1 : 0, text.contains("14.50") ? 1 : 0, Float(index)]
    return (record: Record(id: id, document: text, metadata: ["line_id": .integer(Int64(index + 1))]), vector: vector)
}

try FileSystem.createDirectories("segments")
let bundle = try DeltaBundle.write(
    records, run: "example", receipt, .lines,
    VectorSpace(model: "letters", dimension: 3, textFormat: TextFormat.tagged), created: .now(.system), in: "segments")
print("\(bundle.count) records in \(bundle.payload?.name ?? "no file")")

if let segment = try DeltaBundle(directory: "segments").records {
    for match in try NearestRecords([segment]).search(records[1].vector, limit: 2) {
        print(match.distance, match.record.document ?? "")
    }
}
