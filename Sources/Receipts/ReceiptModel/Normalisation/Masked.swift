/// What log lines may tell of telephone numbers and addresses: enough to tell two of them apart, not enough to use one.
public enum Masked {
    /// A telephone number with its last two digits: `********32`.
    public static func phone(_ text: String) -> String {
        let digits = text.filter(\.isNumber)
        return String(repeating: "*", count: max(0, digits.count - 2)) + String(digits.suffix(2))
    }

    /// An address with the first letter of each word: `1* O** S*`.
    public static func address(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).map { word -> String in
            "\(word.prefix(1))" + String(repeating: "*", count: max(0, word.count - 1))
        }.joined(separator: " ")
    }
}
