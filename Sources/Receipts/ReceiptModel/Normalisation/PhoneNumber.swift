/// Telephone numbers of the North American plan, in the form that is compared.
public enum PhoneNumber {
    /// The ten digits of a number, a leading 1 of eleven dropped; nil for any other count, and for ten alike.
    public static func normalized(_ text: String) -> String? {
        var digits = text.utf8.filter { (0x30...0x39).contains($0) }
        if digits.count == 11, digits[0] == 0x31 { digits.removeFirst() }
        guard digits.count == 10, !digits.allSatisfy({ $0 == digits[0] }) else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Whether a normalised number is free of charge for who calls, and so tells a chain and not a shop.
    public static func isTollFree(_ normalized: String) -> Bool { tollFree.contains(String(normalized.prefix(3))) }

    private static let tollFree: Set = ["800", "833", "844", "855", "866", "877", "888"]
}
