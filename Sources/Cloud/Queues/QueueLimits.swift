public import Basics

/// What SQS refuses, refused by every queue
/// (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html).
public enum QueueLimits {
    /// The most bytes of a message, and of a batch: bodies and attributes.
    public static let largestMessage = 1 << 20
    /// The longest time that a message is hidden.
    public static let longestVisibility = Duration.seconds(12 * 3600)

    /// The bytes that count for a message.
    public static func size(_ message: OutgoingMessage) -> Int {
        message.attributes.reduce(message.body.utf8.count) {
            $0 + $1.key.utf8.count + "String".utf8.count + $1.value.utf8.count
        }
    }

    /// Throws `usage` for a message that SQS would refuse.
    public static func check(_ message: OutgoingMessage) throws(FdnixError) {
        guard !message.body.isEmpty else { throw FdnixError(.usage, "a message's body is empty") }
        let size = size(message)
        guard size <= largestMessage else {
            throw FdnixError(.usage, "a message has \(size) bytes; \(largestMessage) are the most")
        }
        guard message.attributes.count <= 10 else {
            throw FdnixError(.usage, "a message has \(message.attributes.count) attributes; ten are the most")
        }
        for (name, value) in message.attributes {
            guard isName(name) else {
                throw FdnixError(.usage, "a message's attribute has a name that queues do not take")
            }
            guard !value.isEmpty, value.unicodeScalars.allSatisfy(isAllowed) else {
                throw FdnixError(.usage, "the message's attribute \(name) is empty or has characters that XML lacks")
            }
        }
        guard message.body.unicodeScalars.allSatisfy(isAllowed) else {
            throw FdnixError(.usage, "a message's body has characters that XML lacks, such as control characters")
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...256).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasSuffix(".") && !name.contains("..")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// The characters of XML 1.0.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
