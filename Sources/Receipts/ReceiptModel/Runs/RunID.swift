public import Basics
import Digests

/// The name of a run: made of what is embedded and how, so that the same message gives the same run each time it comes.
public enum RunID {
    /// A UUID of the first 16 bytes of a SHA-256. `lines` and `words` are the bytes of the two files as they were read; `token`
    /// is what a second run over the same content is asked for with, empty for none. Throws where there is no libcrypto.
    public static func make(
        _ receipt: ReceiptKey, lines: [UInt8], words: [UInt8], model: String, textFormat: String = TextFormat.tagged,
        token: String = ""
    ) throws(FdnixError) -> String {
        let parts = [
            "receipts-run-v1", receipt.imageID, String(receipt.receiptID),
            try Digest.hash(.sha256, lines).hexadecimal, try Digest.hash(.sha256, words).hexadecimal, model,
            textFormat, token,
        ]
        return UUIDText.random(from: try Digest.hash(.sha256, Array(parts.joined(separator: "\n").utf8)).prefix(16))
    }
}
