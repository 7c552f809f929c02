/// The names that buckets can have.
enum BucketName {
    /// 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit at both ends
    /// (docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
    static func isValid(_ text: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte &- 0x30 < 10 }
        guard (3...63).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last else {
            return false
        }
        return isPlain(first) && isPlain(last) && !text.contains("..")
            && text.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}
