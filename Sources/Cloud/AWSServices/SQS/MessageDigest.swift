import Basics
import Digests

/// The checksums that SQS tells of a message, so that one that was damaged on its way is noticed
/// (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html).
enum MessageDigest {
    /// MD5 of the body, nil where the system makes none.
    static func of(body: String) -> String? { hash(Array(body.utf8)) }

    /// MD5 of the attributes, all of type `String`: by name, each part with its length before it, and a 1 for text before the
    /// value. Nil where the system makes none.
    static func of(attributes: [String: String]) -> String? {
        var bytes: [UInt8] = []
        func append(_ text: String) {
            bytes += withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian, Array.init)
            bytes += text.utf8
        }
        let sorted = attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (name, value) in sorted {
            append(name)
            append("String")
            bytes.append(1)
            append(value)
        }
        return hash(bytes)
    }

    /// Whether a stated checksum is that of the text; one that was not stated, or cannot be made, is.
    static func matches(_ stated: String?, _ made: @autoclosure () -> String?) -> Bool {
        guard let stated, let made = made() else { return true }
        return stated == made
    }

    private static func hash(_ bytes: [UInt8]) -> String? { try? Digest.hash(.md5, bytes).hexadecimal }
}
