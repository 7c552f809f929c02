import Basics
import JSON
public import ReceiptModel

/// A receipt of which somebody said where it is from.
public struct KnownMerchant: Sendable, Hashable {
    /// The receipt that was given out.
    public var receipt: ReceiptKey
    /// The shop's name as people know it.
    public var name: String

    /// A receipt from a shop.
    public init(_ receipt: ReceiptKey, name: String) {
        self.receipt = receipt
        self.name = name
    }

    /// Reads a file of them: a JSON object a line, or an array of such objects,
    /// `{"image_id": …, "receipt_id": 1, "merchant_name": …}`. Throws `malformedInput` with the file's `name` and the number of the
    /// line, or of the entry in the array.
    public static func read(_ file: [UInt8], named name: String) throws -> [KnownMerchant] {
        let text = try RowFile.text(file, name)
        if text.first(where: { !blanks.contains($0) && $0 != 0x0A }) == UInt8(ascii: "[") {
            let entries = try parse(text, name).array ?? []
            return try entries.enumerated().map { try KnownMerchant($1, place: "\(name) entry \($0 + 1)") }
        }
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
        return try lines.filter { !$1.allSatisfy(blanks.contains) }.map { index, line in
            let place = "\(name) row \(index + 1)"
            return try KnownMerchant(try parse(line, place), place: place)
        }
    }

    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]

    private static func parse(_ bytes: ArraySlice<UInt8>, _ place: String) throws -> JSONValue {
        do { return try JSONValue.parse(Array(bytes), malformed: .refused) } catch let error as FdnixError {
            throw FdnixError(.malformedInput, "\(place): \(error.message)")
        }
    }

    private init(_ entry: JSONValue, place: String) throws(FdnixError) {
        guard let image = entry["image_id"]?.string, let name = entry["merchant_name"]?.string,
            let number = entry["receipt_id"].flatMap({ MetadataFilter.number($0).int })
        else {
            throw FdnixError(.malformedInput, "\(place): it needs image_id, receipt_id and merchant_name")
        }
        do { self.init(try ReceiptKey(imageID: image, receiptID: Int(number)), name: name) } catch {
            throw FdnixError(.malformedInput, "\(place): \(error.message)")
        }
    }
}
