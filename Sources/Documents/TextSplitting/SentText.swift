public import Basics
import Digests

/// What a model is sent for a chunk or a question, and what it is known by.
public enum SentText {
    /// `text` with a space for each line feed; a carriage return stays. The stored chunk keeps its line feeds.
    public static func of(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 == 0x0A ? 0x20 : $0 }, as: UTF8.self)
    }

    /// The SHA-256 of what is sent for `text`, in hexadecimal: equal where a vector may be used again.
    public static func contentHash(of text: String) throws(FdnixError) -> String {
        try Digest.hash(.sha256, text.utf8.map { $0 == 0x0A ? 0x20 : $0 }).hexadecimal
    }
}
