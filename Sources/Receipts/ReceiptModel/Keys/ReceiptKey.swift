public import Basics

/// Names one receipt: the image that it was found in, and its number there.
public struct ReceiptKey: Sendable, Hashable {
    /// The image's name, a random UUID (RFC 9562, version 4), spelled as it came.
    public let imageID: String
    /// The receipt's number in the image, from 1.
    public let receiptID: Int

    /// Throws `malformedInput`, naming the field, unless the image is a UUID of version 4 and the number positive.
    public init(imageID: String, receiptID: Int) throws(FdnixError) {
        guard UUIDText.isRandom(imageID) else {
            throw FdnixError(.malformedInput, "invalid image_id: it must be a UUID of version 4")
        }
        guard receiptID > 0 else {
            throw FdnixError(.malformedInput, "invalid receipt_id: it must be an integer greater than 0")
        }
        self.imageID = imageID
        self.receiptID = receiptID
    }

    /// What the ids of the receipt's records begin with, and its shard is found by: `IMAGE#…#RECEIPT#00001`.
    public var recordPrefix: String { "\(partition)#\(sortPrefix)" }
    /// The partition of the table that everything about the image lies in: `IMAGE#…`.
    public var partition: String { "IMAGE#\(imageID)" }
    /// What the sort keys of the receipt's items begin with: `RECEIPT#00001`.
    public var sortPrefix: String { "RECEIPT#\(receiptID.fiveDigits)" }
    /// The receipt's name in the ledger of a snapshot.
    public var ledgerName: String { "\(imageID)#\(receiptID.fiveDigits)" }

    /// Reads a name as `ledgerName` gives it; nil for any other text.
    public init?(ledgerName text: String) {
        let parts = text.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(fiveDigits: parts[1]),
            let key = try? ReceiptKey(imageID: String(parts[0]), receiptID: number)
        else { return nil }
        self = key
    }
}

extension Int {
    /// The number with zeros before it up to five digits, as keys have it; longer ones are left as they are.
    var fiveDigits: String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, 5 - digits.count)) + digits
    }

    /// Reads what `fiveDigits` writes, nothing else.
    init?(fiveDigits text: some StringProtocol) {
        let digits = text.utf8
        guard digits.count >= 5, digits.count < 19, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 5 || digits.first != 0x30, let number = Int(text)
        else { return nil }
        self = number
    }
}
