/// Names of shops, as two of them are compared.
public enum MerchantName {
    /// The words of a name in capitals: letters and digits, apostrophes left out.
    public static func words(_ name: String) -> [String] { NameMatch.tokens(name) }

    /// Whether two names have the same words in the same order, whatever stands between them.
    public static func isSame(_ left: String, _ right: String) -> Bool { words(left) == words(right) }
}
