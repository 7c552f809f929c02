import ArgumentParser
import Basics
import ReceiptModel

/// A receipt that may be named.
struct OptionalReceipt: ParsableArguments {
    @Option(name: .customLong("image-id"), help: ArgumentHelp("The image, a UUID.", valueName: "uuid"))
    var imageID: String?
    @Option(name: .customLong("receipt-id"), help: ArgumentHelp("The receipt on it, from 1.", valueName: "number"))
    var receiptID: Int?

    /// The receipt. Throws `usage` where it is not named whole, or cannot be one.
    func key() throws(FdnixError) -> ReceiptKey {
        guard let imageID, let receiptID else {
            throw FdnixError(.usage, "name the receipt by --image-id and --receipt-id")
        }
        do { return try ReceiptKey(imageID: imageID, receiptID: receiptID) } catch {
            throw FdnixError(.usage, error.message, underlying: error)
        }
    }
}

/// A receipt that has to be named.
struct NamedReceipt: ParsableArguments {
    @Option(name: .customLong("image-id"), help: ArgumentHelp("The image, a UUID.", valueName: "uuid"))
    var imageID: String
    @Option(name: .customLong("receipt-id"), help: ArgumentHelp("The receipt on it, from 1.", valueName: "number"))
    var receiptID: Int

    /// The receipt. Throws `usage` for one that cannot be.
    func key() throws(FdnixError) -> ReceiptKey {
        do { return try ReceiptKey(imageID: imageID, receiptID: receiptID) } catch {
            throw FdnixError(.usage, error.message, underlying: error)
        }
    }
}
