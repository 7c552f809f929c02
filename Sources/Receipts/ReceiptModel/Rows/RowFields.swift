import Basics
import JSON

/// The members of one row, with errors that say where they are missing: `words.ndjson row 3: missing text`.
struct RowFields {
    /// The file and the number of the row, from 1.
    let place: String
    private let members: JSONValue

    init(_ bytes: ArraySlice<UInt8>, place: String) throws {
        self.place = place
        do {
            members = try bytes.withUnsafeBytes { try JSONValue.parse($0, malformed: .refused) }
        } catch let error as FdnixError {
            throw FdnixError(.malformedInput, "\(place): \(error.message)")
        }
        guard members.object != nil else { throw FdnixError(.malformedInput, "\(place): it is not a JSON object") }
    }

    func required(_ name: String) throws -> JSONValue {
        guard let value = members[name] else { throw FdnixError(.malformedInput, "\(place): missing \(name)") }
        return value
    }

    /// The value of a field that may be left out; `null` says nothing.
    func optional(_ name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    func invalid(_ name: String, _ rule: String) -> FdnixError {
        FdnixError(.malformedInput, "\(place): invalid \(name): it must be \(rule)")
    }

    func integer(_ name: String, from least: Int) throws -> Int {
        guard let value = try required(name).int.flatMap({ Int(exactly: $0) }), value >= least else {
            throw invalid(name, "an integer of at least \(least)")
        }
        return value
    }

    func number(_ name: String) throws -> Double {
        guard let value = try required(name).double else { throw invalid(name, "a number") }
        return value
    }

    func string(_ name: String) throws -> String {
        guard let value = try required(name).string else { throw invalid(name, "a string") }
        return value
    }

    func point(_ name: String) throws -> Point {
        let value = try required(name)
        guard let x = value["x"]?.double, let y = value["y"]?.double else {
            throw invalid(name, "an object with the numbers x and y")
        }
        return Point(x: x, y: y)
    }

    private func box(_ name: String) throws -> Box {
        let value = try required(name)
        guard let x = value["x"]?.double, let y = value["y"]?.double, let width = value["width"]?.double,
            let height = value["height"]?.double
        else { throw invalid(name, "an object with the numbers x, y, width and height") }
        return Box(origin: Point(x: x, y: y), width: width, height: height)
    }

    func shape() throws -> Shape {
        Shape(
            box: try box("bounding_box"), topLeft: try point("top_left"), topRight: try point("top_right"),
            bottomLeft: try point("bottom_left"), bottomRight: try point("bottom_right"))
    }

    func confidence() throws -> Double {
        let value = try number("confidence")
        guard value > 0, value <= 1 else { throw invalid("confidence", "a number above 0 and up to 1") }
        return value
    }

    func flag(_ name: String) throws -> Bool {
        guard let value = optional(name) else { return false }
        guard let flag = value.bool else { throw invalid(name, "true or false") }
        return flag
    }

    func extractedData() throws -> ExtractedData? {
        guard let data = optional("extracted_data") else { return nil }
        guard data.object != nil, let type = data["type"]?.string else {
            throw invalid("extracted_data", "null or an object with the strings type and value")
        }
        guard let value = data["value"], !value.isNull else { return nil }
        guard let text = value.string else {
            throw invalid("extracted_data", "null or an object with the strings type and value")
        }
        return ExtractedData(type: type, value: text)
    }

    /// Checks what every row has and nothing is made of.
    func checkCommon(_ receipt: ReceiptKey) throws {
        let receiptID = try integer("receipt_id", from: 1)
        let image = try string("image_id")
        guard UUIDText.isRandom(image) else { throw invalid("image_id", "a UUID of version 4") }
        guard receiptID == receipt.receiptID else {
            throw invalid("receipt_id", "\(receipt.receiptID) as in the message, not \(receiptID)")
        }
        guard image == receipt.imageID else {
            throw invalid("image_id", "\(receipt.imageID) as in the message, not \(image)")
        }
        _ = try number("angle_degrees")
        _ = try number("angle_radians")
        if let status = optional("embedding_status") {
            guard let word = status.string, Self.statuses.contains(word) else {
                throw invalid("embedding_status", "one of \(Self.statuses.joined(separator: ", "))")
            }
        }
    }

    private static let statuses = ["NONE", "PENDING", "SUCCESS", "FAILED", "NOISE"]
}
