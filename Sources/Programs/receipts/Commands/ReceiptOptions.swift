import ArgumentParser
import Basics
import ReceiptModel

/// A receipt that may be named.
struct ReceiptOptions: ParsableArguments {
    @Option(name: .customLong("image-id"), help: ArgumentHelp("The image, a UUID.", valueName: "uuid"))
    var imageID: String?
    @Option(name: .customLong("receipt-id"), help: ArgumentHelp("The receipt on it, from 1.", valueName: "number"))
    var receiptID: Int?

    /// The receipt. Throws `usage` where it is not named whole, or cannot be one.
    func key() throws(FdnixError) -> ReceiptKey {
        guard let imageID, let receiptID else {
            throw FdnixError(.usage, "name the receipt by --image-id and --receipt-id")
        }
        return try .named(imageID, receiptID)
    }
}

extension ReceiptKey {
    /// The receipt as sentences name it.
    var words: String { "receipt \(receiptID) of \(imageID)" }

    /// The receipt that a user names. Throws `usage` for one that cannot be.
    static func named(_ imageID: String, _ receiptID: Int) throws(FdnixError) -> ReceiptKey {
        do { return try ReceiptKey(imageID: imageID, receiptID: receiptID) } catch {
            throw FdnixError(.usage, error.message, underlying: error)
        }
    }
}
