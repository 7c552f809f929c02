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
    /// `{"image_id": …, "receipt_id": 1, "merchant_name": …}`. Throws `malformedInput` with the number of the entry.
    public static func read(_ file: [UInt8]) throws -> [KnownMerchant] {
        let entries: [JSONValue]
        if let first = file.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }), first == UInt8(ascii: "[") {
            entries = try JSONValue.parse(file).array ?? []
        } else {
            entries = try file.split(separator: 0x0A).filter { !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }.map
            {
                try JSONValue.parse(Array($0))
            }
        }
        return try entries.enumerated().map { index, entry in
            guard let image = entry["image_id"]?.string, let name = entry["merchant_name"]?.string,
                let number = entry["receipt_id"].flatMap({ MetadataFilter.number($0).int }),
                let receipt = try? ReceiptKey(imageID: image, receiptID: Int(number))
            else {
                throw FdnixError(
                    .malformedInput,
                    "entry \(index + 1) of the known merchants needs image_id, receipt_id and merchant_name")
            }
            return KnownMerchant(receipt, name: name)
        }
    }
}
