import Basics
import JSON
import ReceiptModel
import Segments
import TestSupport

let imageID = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"
let space = VectorSpace(model: "local-hash-v1", dimension: 64, textFormat: "tagged-1")

func receipt(_ number: Int = 1) throws -> ReceiptKey { try ReceiptKey(imageID: imageID, receiptID: number) }

func time(_ seconds: Int = 0) -> ReceiptTime { ReceiptTime(microseconds: 1_750_000_000_000_000 + seconds * 1_000_000) }

/// A vector of length 1, drawn by lot.
func unit(_ dimension: Int, _ random: inout SplitMix) -> [Float] {
    let numbers = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
    let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return numbers.map { $0 / length }
}

/// A record for each of some lines of a receipt.
func records(
    _ receipt: ReceiptKey, lines: Range<Int>, seed: UInt64 = 1, dimension: Int = 64, extra: [String: JSONValue] = [:]
) -> [(record: Record, vector: [Float])] {
    var random = SplitMix(seed &+ UInt64(receipt.receiptID) << 20)
    return lines.map { line in
        let id = EntityKey.line(receipt, line: line).recordID ?? ""
        let metadata: [String: JSONValue] = [
            "receipt_id": .integer(Int64(receipt.receiptID)), "line_id": .integer(Int64(line)),
            "text": .string("été \(line)"),
        ]
        return (
            Record(id: id, document: "été \(line)", metadata: metadata.merging(extra) { $1 }), unit(dimension, &random)
        )
    }
}

func bundle(
    _ receipt: ReceiptKey, _ records: [(record: Record, vector: [Float])], run: String = "run1", at seconds: Int = 0,
    _ space: VectorSpace = space, in directory: String
) throws -> DeltaManifest {
    try DeltaBundle.write(records, run: run, receipt, .lines, space, created: time(seconds), in: directory)
}

/// What an error says; nil where there was none.
func message(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch { return (error as? FdnixError)?.message ?? "\(error)" }
}
