import Basics
import JSON
import ReceiptModel

let imageID = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"

func receipt(_ number: Int = 1) throws -> ReceiptKey { try ReceiptKey(imageID: imageID, receiptID: number) }

/// An upright shape.
func shape(_ x: Double, _ y: Double, _ width: Double = 0.1, _ height: Double = 0.02) -> Shape {
    Shape(
        box: Box(origin: Point(x: x, y: y), width: width, height: height), topLeft: Point(x: x, y: y + height),
        topRight: Point(x: x + width, y: y + height), bottomLeft: Point(x: x, y: y),
        bottomRight: Point(x: x + width, y: y))
}

/// A word whose centroid is at a point.
func word(
    _ text: String, _ line: Int, _ number: Int, x: Double, y: Double, data: ExtractedData? = nil
) -> WordRow {
    WordRow(line: line, word: number, text: text, shape: shape(x - 0.05, y - 0.01), confidence: 0.9, data: data)
}

func line(_ text: String, _ number: Int, y: Double, x: Double = 0.1) -> LineRow {
    LineRow(line: number, text: text, shape: shape(x, y, 0.5), confidence: 0.8)
}

/// A row of a file as the OCR writes it, with changes.
func row(line: Int = 1, word: Int? = nil, text: String = "TOTAL", _ changes: JSONObject = [:]) -> JSONObject {
    func point(_ x: Double, _ y: Double) -> JSONValue { ["x": .double(x), "y": .double(y)] }
    var row: JSONObject = [
        "receipt_id": 1, "image_id": .string(imageID), "line_id": .integer(Int64(line)), "text": .string(text),
        "bounding_box": ["x": 0.1, "y": 0.5, "width": 0.25, "height": 0.125], "top_left": point(0.1, 0.625),
        "top_right": point(0.35, 0.625), "bottom_left": point(0.1, 0.5), "bottom_right": point(0.35, 0.5),
        "angle_degrees": 0, "angle_radians": 0.0, "confidence": 0.75, "embedding_status": "NONE",
    ]
    row["word_id"] = word.map { .integer(Int64($0)) }
    for member in changes.members { row[member.key] = member.value }
    return row
}

func file(_ rows: JSONObject...) -> [UInt8] {
    Array(rows.map { JSONValue.object($0).description }.joined(separator: "\n").utf8)
}

func without(_ row: JSONObject, _ field: String) -> JSONObject {
    var row = row
    row[field] = nil
    return row
}

/// What an error says; nil where there was none.
func message(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch { return (error as? FdnixError)?.message ?? "\(error)" }
}

/// A moment so many seconds after a fixed one.
func time(_ seconds: Int = 0) -> ReceiptTime { ReceiptTime(microseconds: 1_750_000_000_000_000 + seconds * 1_000_000) }
